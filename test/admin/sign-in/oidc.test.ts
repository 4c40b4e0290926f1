import { ADMIN, adminOn, type AdminForTests } from '../../support/admin-app';
import { hiddenIn, textOf, Visitor } from '../../support/form-visitor';
import { type ProviderForTests, signInAt, startProvider } from '../../support/oidc';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

const HOST = 'http://127.0.0.1:8234';
const CALLBACK = `${HOST}/sign-in/callback`;

let temporal: TemporalForTests;
let provider: ProviderForTests;
let providerWithoutGroups: ProviderForTests;

beforeAll(async () => {
  [temporal, provider, providerWithoutGroups] = await Promise.all([
    startTemporal(),
    startProvider({ redirectUri: CALLBACK }),
    startProvider({ redirectUri: CALLBACK, groups: false }),
  ]);
});
afterAll(async () => {
  await Promise.all([provider?.stop(), providerWithoutGroups?.stop(), temporal?.stop()]);
});

function adminWith({ issuer }: ProviderForTests): AdminForTests {
  return adminOn(temporal, {
    admin: {
      ...ADMIN,
      url: HOST,
      sessionSecret: 'a secret of more than thirty-two characters',
      signIn: {
        oidc: {
          issuer,
          clientId: 'inbox',
          clientSecret: 'the-secret-of-the-admin-server',
          teamsClaim: 'groups',
        },
      },
    },
  });
}

/** Starts a sign-in: the provider's address, and the cookie of the attempt. */
async function begin({ app }: AdminForTests, to = '/requests/a%2Fb') {
  const answer = await app.request(`${HOST}/sign-in/oidc?to=${encodeURIComponent(to)}`);
  return { at: answer.headers.get('location') ?? '', cookie: cookiesOf(answer) };
}

/** The provider's address for another sign-in in this browser. */
async function beginIn(browser: Visitor, to: string): Promise<string> {
  return locationOf(await browser.get(`/sign-in/oidc?to=${encodeURIComponent(to)}`)) ?? '';
}

function locationOf(answer: Response): string | null {
  return answer.headers.get('location');
}

function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((set) => set.split(';')[0] ?? '')
    .filter((set) => !set.endsWith('='))
    .join('; ');
}

it('signs a person in with an authorization code and PKCE, and opens the requested page', async () => {
  const admin = adminWith(provider);
  const { at, cookie } = await begin(admin);
  expect(new URL(at).searchParams.get('code_challenge_method')).toBe('S256');

  const back = await signInAt(at, 'ana', CALLBACK);
  const answer = await admin.app.request(back, { headers: { Cookie: cookie } });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/requests/a%2Fb']);
  expect(answer.headers.getSetCookie().join()).toMatch(/hitl_session=.*HttpOnly; SameSite=Lax/);

  const me = await admin.ask('GET', '/api/me', undefined, { Cookie: cookiesOf(answer) });
  expect(me.body).toMatchObject({ name: 'ana', teams: ['finance-team'] });
});

it('treats a missing teams claim as unknown teams, not as no teams', async () => {
  const admin = adminWith(providerWithoutGroups);
  const { at, cookie } = await begin(admin);
  const back = await signInAt(at, 'ana', CALLBACK);
  const answer = await admin.app.request(back, { headers: { Cookie: cookie } });
  const me = await admin.ask('GET', '/api/me', undefined, { Cookie: cookiesOf(answer) });
  expect(me.body).toMatchObject({ name: 'ana' });
  expect(me.body).not.toHaveProperty('teams');
});

it('refuses an answer for another browser, and an answer that was already used', async () => {
  const admin = adminWith(provider);
  const mine = await begin(admin);
  const other = await begin(admin);
  const back = await signInAt(mine.at, 'ana', CALLBACK);
  expect((await admin.app.request(back)).status).toBe(401);
  expect((await admin.app.request(back, { headers: { Cookie: other.cookie } })).status).toBe(401);
  expect((await admin.app.request(back, { headers: { Cookie: mine.cookie } })).status).toBe(303);
  expect((await admin.app.request(back, { headers: { Cookie: mine.cookie } })).status).toBe(401);
});

it('two sign-ins in two tabs both end on their own page', async () => {
  const admin = adminWith(provider);
  const browser = new Visitor(admin.app);
  const [one, two] = [await beginIn(browser, '/requests/one'), await beginIn(browser, '/requests/two')];
  const [backOne, backTwo] = [await signInAt(one, 'ana', CALLBACK), await signInAt(two, 'ana', CALLBACK)];
  expect(locationOf(await browser.get(backOne))).toBe('/requests/one');
  const form = hiddenIn(await browser.page('/'), '/sign-out');
  expect(locationOf(await browser.get(backTwo))).toBe('/requests/two');
  // Pages in the first tab are still valid.
  expect(hiddenIn(await browser.page('/'), '/sign-out')).toEqual(form);
});

it('redirects a used answer to its page, or offers to sign in again without a session', async () => {
  const admin = adminWith(provider);
  const browser = new Visitor(admin.app);
  const back = await signInAt(await beginIn(browser, '/requests/wanted'), 'ana', CALLBACK);
  await browser.get(back);
  expect(locationOf(await browser.get(back))).toBe('/requests/wanted');
  expect(locationOf(await browser.get(`${CALLBACK}?state=of-nobody&code=x`))).toBe('/');

  browser.cookies.delete('hitl_session');
  const again = await browser.get(back, { Accept: 'text/html' });
  expect(again.status).toBe(401);
  const page = await again.text();
  expect(textOf(page)).toContain('This sign-in was already used');
  expect(page).toContain(`href="/sign-in/oidc?to=${encodeURIComponent('/requests/wanted')}"`);

  const refused = await beginIn(browser, '/requests/wanted');
  const state = new URL(refused).searchParams.get('state') ?? '';
  const answer = await browser.get(`${CALLBACK}?error=access_denied&state=${state}`, { Accept: 'text/html' });
  expect(await answer.text()).toContain(`href="/sign-in/oidc?to=${encodeURIComponent('/requests/wanted')}"`);
});

it('keeps at most five attempts, each in a cookie of less than 4 KB', async () => {
  const admin = adminWith(provider);
  const browser = new Visitor(admin.app);
  const long = `/?cursor=${'x'.repeat(4000)}`;
  const addresses: string[] = [];
  for (let tab = 0; tab < 9; tab++)
    addresses.push(await beginIn(browser, tab === 8 ? long : `/requests/${tab}`));
  const attempts = () => [...browser.cookies].filter(([name]) => name.startsWith('hitl_sign_in_'));
  expect(attempts()).toHaveLength(5);
  for (const [name, value] of attempts()) expect(`${name}=${value}`.length).toBeLessThan(4096);
  expect(locationOf(await browser.get(await signInAt(addresses[8] ?? '', 'ana', CALLBACK)))).toBe('/');
  expect(locationOf(await browser.get(await signInAt(addresses[5] ?? '', 'ana', CALLBACK)))).toBe(
    '/requests/5',
  );
});

it('never redirects a browser to another site', async () => {
  const admin = adminWith(provider);
  for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    const { at, cookie } = await begin(admin, to);
    const back = await signInAt(at, 'ana', CALLBACK);
    const answer = await admin.app.request(back, { headers: { Cookie: cookie } });
    expect(answer.headers.get('location')).toBe('/');
  }
});
