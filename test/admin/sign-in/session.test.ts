import { adminOn, type AdminForTests, signIn } from '../../support/admin-app';
import { later } from '../../support/clock';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let admin: AdminForTests;

beforeAll(async () => {
  temporal = await startTemporal();
  admin = adminOn(temporal);
});
afterAll(() => temporal?.stop());

const request = { action: 'pay', context: { amount: 5 } };

async function csrfOf(cookie: string): Promise<string> {
  const { body } = await admin.ask('GET', '/api/me', undefined, { Cookie: cookie });
  return (body as { csrfToken: string }).csrfToken;
}

it('changes nothing without the CSRF token of the session', async () => {
  const [ana, bo] = [await signIn(admin.app, 'ana'), await signIn(admin.app, 'bo')];
  const post = (headers: Record<string, string>) => admin.ask('POST', '/api/requests', request, headers);
  expect((await post({ Cookie: ana })).status).toBe(403);
  expect((await post({ Cookie: ana, 'X-CSRF-Token': await csrfOf(bo) })).status).toBe(403);
  expect((await post({ Cookie: ana, 'X-CSRF-Token': '' })).status).toBe(403);
  expect((await post({ Cookie: ana, 'X-CSRF-Token': await csrfOf(ana) })).status).toBe(201);
});

it('refuses a cookie with an invalid signature', async () => {
  const cookie = await signIn(admin.app, 'ana');
  const [name = '', value = ''] = cookie.split('=');
  const [payload = '', signature = ''] = decodeURIComponent(value).split('.');
  const session = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const forged = Buffer.from(JSON.stringify({ ...session, name: 'olga' })).toString('base64url');
  const me = (text: string) =>
    admin.ask('GET', '/api/me', undefined, { Cookie: `${name}=${encodeURIComponent(text)}` });
  expect((await me(`${payload}.${signature}`)).status).toBe(200);
  expect((await me(`${forged}.${signature}`)).status).toBe(401);
  expect((await me(`${forged}.`)).status).toBe(401);
  expect((await me(forged)).status).toBe(401);
  const elsewhere = await signIn(adminOn(temporal).app, 'olga');
  expect((await admin.ask('GET', '/api/me', undefined, { Cookie: elsewhere })).status).toBe(401);
});

it('ends a session after its lifetime, or by signing out', async () => {
  const cookie = await signIn(admin.app, 'ana');
  const me = () => admin.ask('GET', '/api/me', undefined, { Cookie: cookie });
  expect((await me()).status).toBe(200);
  expect((await later(9 * 3600_000, me)).status).toBe(401);
  const signOut = (csrf: string) =>
    admin.app.request('http://127.0.0.1:8234/sign-out', {
      method: 'POST',
      headers: { Cookie: cookie },
      body: new URLSearchParams({ csrf }),
    });
  expect((await signOut('forged')).headers.getSetCookie()).toEqual([]);
  expect((await signOut(await csrfOf(cookie))).headers.getSetCookie().join()).toMatch(/Max-Age=0/);
});

it.each<[string, Record<string, string>]>([
  ['another origin, by a browser that does not say more', { Origin: 'https://evil.example' }],
  ['a sandboxed page', { Origin: 'null' }],
  ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
])('refuses a dev sign-in from a form of %s', async (_what, headers) => {
  const body = new URLSearchParams({ name: 'olga' });
  const answer = await admin.app.request('http://127.0.0.1:8234/sign-in/dev', {
    method: 'POST',
    headers,
    body,
  });
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
});

it('with dev sign-in, answers only under the names of this machine', async () => {
  const rebound = await admin.app.request('http://evil.example:8234/api/sign-in');
  expect(rebound.status).toBe(403);
});
