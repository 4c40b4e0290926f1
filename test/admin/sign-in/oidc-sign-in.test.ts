import { DESK, deskOn, type DeskForTests } from '../../support/desk';
import { type ProviderForTests, signInAt, startProvider } from '../../support/oidc';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

const HOST = 'http://127.0.0.1:8234';
const CALLBACK = `${HOST}/sign-in/callback`;

let temporal: TemporalForTests;
const running: ProviderForTests[] = [];

beforeAll(async () => {
  temporal = await startTemporal();
});
afterAll(async () => {
  await Promise.all(running.map((provider) => provider.stop()));
  await temporal.stop();
});

async function deskWithProvider(groups = true): Promise<DeskForTests> {
  const provider = await startProvider({ redirectUri: CALLBACK, groups });
  running.push(provider);
  return deskOn(temporal, {
    desk: {
      ...DESK,
      url: HOST,
      sessionSecret: 'a secret of more than thirty-two characters',
      signIn: {
        oidc: {
          issuer: provider.issuer,
          clientId: 'desk',
          clientSecret: 'the-secret-of-the-desk',
          teamsClaim: 'groups',
        },
      },
    },
  });
}

/** Begins at the desk: the provider's address, and the cookie by which the desk knows the browser again. */
async function begin({ app }: DeskForTests, to = '/requests/a%2Fb') {
  const answer = await app.request(`${HOST}/sign-in/oidc?to=${encodeURIComponent(to)}`);
  return { at: answer.headers.get('location') ?? '', cookie: cookiesOf(answer) };
}

function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((set) => set.split(';')[0] ?? '')
    .filter((set) => !set.endsWith('='))
    .join('; ');
}

it('signs a person in by a code with PKCE, and brings them to where they wanted to go', async () => {
  const desk = await deskWithProvider();
  const { at, cookie } = await begin(desk);
  expect(new URL(at).searchParams.get('code_challenge_method')).toBe('S256');

  const back = await signInAt(at, 'ana', CALLBACK);
  const answer = await desk.app.request(back, { headers: { Cookie: cookie } });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/requests/a%2Fb']);
  expect(answer.headers.getSetCookie().join()).toMatch(/hitl_session=.*HttpOnly; SameSite=Lax/);

  const me = await desk.ask('GET', '/api/me', undefined, { Cookie: cookiesOf(answer) });
  expect(me.body).toMatchObject({ name: 'ana', teams: ['finance-team'] });
});

it('takes a missing claim of teams for not known, not for none', async () => {
  const desk = await deskWithProvider(false);
  const { at, cookie } = await begin(desk);
  const back = await signInAt(at, 'ana', CALLBACK);
  const answer = await desk.app.request(back, { headers: { Cookie: cookie } });
  const me = await desk.ask('GET', '/api/me', undefined, { Cookie: cookiesOf(answer) });
  expect(me.body).toMatchObject({ name: 'ana' });
  expect(me.body).not.toHaveProperty('teams');
});

it('signs nobody in by an answer that another browser asked for, or that comes twice', async () => {
  const desk = await deskWithProvider();
  const mine = await begin(desk);
  const other = await begin(desk);
  const back = await signInAt(mine.at, 'ana', CALLBACK);
  expect((await desk.app.request(back)).status).toBe(401);
  expect((await desk.app.request(back, { headers: { Cookie: other.cookie } })).status).toBe(401);
  expect((await desk.app.request(back, { headers: { Cookie: mine.cookie } })).status).toBe(303);
  expect((await desk.app.request(back, { headers: { Cookie: mine.cookie } })).status).toBe(401);
});

it('never sends a browser to another site', async () => {
  const desk = await deskWithProvider();
  for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    const { at, cookie } = await begin(desk, to);
    const back = await signInAt(at, 'ana', CALLBACK);
    const answer = await desk.app.request(back, { headers: { Cookie: cookie } });
    expect(answer.headers.get('location')).toBe('/');
  }
});
