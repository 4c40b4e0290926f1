import { Hono } from 'hono';
import { adminSettings } from '../../../admin/server/settings';
import { identityOfSession, readSession, startSession } from '../../../admin/sign-in/session';
import { AdminSchema } from '../../../contract/config/admin';

const ISSUER = 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0';
const who = (teams: string[] | null) => ({
  account: `${ISSUER} ${'s'.repeat(43)}`,
  name: 'ana.maria.lopez',
  teams,
});
const groups = (count: number) =>
  Array.from({ length: count }, (_, index) => `${index}`.padStart(8, 'a') + '-86f1-41af-91ab-2d7cd011db47');

/** One of two admin servers behind one address. They share only the secret. */
function admin(teams: string[] | null, known: string[]) {
  const settings = adminSettings(
    AdminSchema.parse({
      url: 'https://approvals.example.com',
      signIn: { keys: 'k' },
      sessionSecret: 'x'.repeat(32),
    }),
    { host: '127.0.0.1', port: 8234, env: {} },
  );
  const app = new Hono();
  app.onError((error, c) => c.text(error.message, 401));
  app.get('/in', async (c) => {
    await startSession(c, settings, who(teams));
    return c.text('in');
  });
  app.get('/me', async (c) => {
    const session = await readSession(c, settings);
    return c.json(session ? { id: session.id, ...identityOfSession(settings, session, new Set(known)) } : {});
  });
  return app;
}

const cookieOf = (answer: Response) => answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
const me = async (app: Hono, cookie: string) =>
  (await app.request('/me', { headers: { Cookie: cookie } })).json() as Promise<{
    id: string;
    teams?: string[] | null;
  }>;

test('a session cookie holds the teams of a person in 300 groups within 4 KB, for every admin server with the secret', async () => {
  const all = groups(300);
  const cookie = cookieOf(await admin(all, all).request('/in'));
  expect(cookie.length).toBeGreaterThan(0);
  expect(Buffer.byteLength(cookie)).toBeLessThanOrEqual(4096);
  const known = [
    ...all,
    ...groups(320)
      .slice(300)
      .map((group) => `other-${group}`),
    'finance-team',
  ];
  const { teams } = await me(admin([], known), cookie);
  expect([...(teams ?? [])].sort()).toEqual([...all].sort());
});

test('a session cookie that would be too large is refused at the sign-in, with the reason', async () => {
  const answer = await admin(groups(500), []).request('/in');
  expect(answer.status).toBe(401);
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(await answer.text()).toMatch(
    /is in 500 teams that the config names.*admin\.signIn\.oidc\.teamsClaim/s,
  );
});

test.each([[[]], [null]])('a session cookie distinguishes no teams and unknown teams: %p', async (teams) => {
  const app = admin(teams, ['finance-team']);
  expect((await me(app, cookieOf(await app.request('/in')))).teams).toEqual(teams);
});

test('a session keeps its id if the same person signs in again, and not for another person', async () => {
  const app = admin(['board'], ['board']);
  const first = cookieOf(await app.request('/in'));
  const again = cookieOf(await app.request('/in', { headers: { Cookie: first } }));
  expect((await me(app, again)).id).toBe((await me(app, first)).id);
  expect((await me(app, cookieOf(await app.request('/in')))).id).not.toBe((await me(app, first)).id);
});
