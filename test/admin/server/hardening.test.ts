import { connect } from 'node:net';
import { Hono } from 'hono';
import { type Listening, serveApp } from '../../../admin/server/serve';
import { adminSettings } from '../../../admin/server/settings';
import { startSession } from '../../../admin/sign-in/session';
import type { AdminConfig } from '../../../contract/config/admin';
import { parseConfig } from '../../../worker/config';
import { ADMIN, adminOn, nowhere, signIn } from '../../support/admin-app';

/*
 * The admin server against hand-written HTTP, over a real connection.
 */

const admin = adminOn(nowhere());
let server: Listening;
beforeAll(async () => {
  server = await serveApp(admin.app, { host: '127.0.0.1', port: 0, keepAliveMs: 5_000 });
});
afterAll(() => server.stop());

function parsed(): AdminConfig {
  const { admin } = parseConfig({ fallback: 'reject', admin: { ...ADMIN, signIn: { keys: 'keys.json' } } });
  if (admin === undefined) throw new Error('the config has no admin');
  return admin;
}

/** Sends these bytes and returns all that comes back. */
function send(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    let got = '';
    socket.on('data', (bytes) => (got += bytes.toString()));
    socket.on('close', () => resolve(got));
    socket.on('error', (error) => (got === '' ? reject(error) : resolve(got)));
  });
}

const request = (line: string, headers: string[] = [], body = '') =>
  send(`${[line, 'Host: 127.0.0.1', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n${body}`);
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

describe('a request is refused', () => {
  test.each<[string, string, string[], string, number]>([
    [
      'with a length and a chunked body, which two servers could read differently',
      'POST /sign-in/dev HTTP/1.1',
      ['Content-Length: 4', 'Transfer-Encoding: chunked'],
      '0\r\n\r\nGET /api/me HTTP/1.1\r\n\r\n',
      400,
    ],
    [
      'with two lengths',
      'POST /sign-in/dev HTTP/1.1',
      ['Content-Length: 0', 'Content-Length: 9'],
      'name=ana',
      400,
    ],
    ['with headers of more than 64 KB', 'GET / HTTP/1.1', [`X-Long: ${'x'.repeat(70_000)}`], '', 431],
    ['with a header in two lines', 'GET / HTTP/1.1', ['X-A: b', ' c: d'], '', 400],
    ['for a file outside the assets', 'GET /assets/../../package.json HTTP/1.1', [], '', 404],
    ['for an encoded path outside the assets', 'GET /assets/..%2f..%2fpackage.json HTTP/1.1', [], '', 404],
    ['for the built-in names of objects', 'GET /assets/constructor HTTP/1.1', [], '', 404],
    ['under another name of this machine', 'GET http://evil.example/ HTTP/1.1', [], '', 403],
  ])('%s', async (_, line, headers, body, status) => {
    const answer = await request(line, headers, body);
    expect(statusOf(answer)).toBe(status);
    expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
    expect(answer).not.toContain('"dependencies"');
  });
});

test('TRACE is not answered with the request', async () => {
  const answer = await request('TRACE / HTTP/1.1', ['X-Secret: abc123']);
  expect(statusOf(answer)).toBeGreaterThanOrEqual(400);
  expect(answer).not.toContain('abc123');
});

test.each(['/sign-in', '/api/me', '/nothing', '/assets/nothing.js'])(
  '%s has all security headers',
  async (path) => {
    const { headers } = await admin.ask('GET', path);
    expect(headers.get('Content-Security-Policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('X-Frame-Options')).toBe('DENY');
    expect(headers.get('Referrer-Policy')).toBe('same-origin');
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
    expect(headers.get('X-Powered-By')).toBeNull();
    expect(headers.get('Access-Control-Allow-Origin')).toBeNull();
  },
);

test('answers of the API are kept by no cache', async () => {
  const ana = await admin.as('ana');
  for (const path of ['/api/me', '/api/nothing'])
    expect((await ana('GET', path)).headers.get('Cache-Control')).toBe('no-store');
});

test('behind TLS browsers must use TLS, and cookies are bound to this host', async () => {
  const oidc = { issuer: 'http://127.0.0.1:1', clientId: 'inbox' };
  const url = 'https://approvals.example';
  const https = adminOn(nowhere(), {
    admin: { ...ADMIN, url, sessionSecret: 'x'.repeat(32), signIn: { oidc } },
  });
  const { headers } = await https.ask('GET', '/sign-in');
  expect(headers.get('Strict-Transport-Security')).toMatch(/^max-age=31536000/);
  const settings = adminSettings({ ...parsed(), url }, { host: '127.0.0.1', port: 1, env: {} });
  const app = new Hono().get('/', async (c) => {
    await startSession(c, settings, { account: 'a', name: 'ana' });
    return c.body(null);
  });
  const [cookie] = (await app.request('/')).headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-hitl_session=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
});

test('a session cookie cannot be read by scripts or sent by forms of other sites', async () => {
  const answer = await admin.app.request('http://127.0.0.1:8234/sign-in/dev', {
    method: 'POST',
    body: new URLSearchParams({ name: 'ana' }),
  });
  expect(answer.headers.getSetCookie()[0]).toMatch(/HttpOnly.*SameSite=Lax/);
});

test('a page of another site cannot sign a browser in', async () => {
  const answer = await admin.app.request('http://127.0.0.1:8234/sign-in/dev', {
    method: 'POST',
    body: new URLSearchParams({ name: 'ana' }),
    headers: { 'Sec-Fetch-Site': 'cross-site' },
  });
  expect(answer.status).toBe(403);
  expect(answer.headers.getSetCookie()).toEqual([]);
});

test('the host that a client names is in no redirect and no page', async () => {
  const headers = {
    Host: 'evil.example',
    'X-Forwarded-Host': 'evil.example',
    Forwarded: 'host=evil.example',
  };
  const oidc = { issuer: 'http://127.0.0.1:1', clientId: 'inbox' };
  const url = 'https://approvals.example';
  const https = adminOn(nowhere(), {
    admin: { ...ADMIN, url, sessionSecret: 'x'.repeat(32), signIn: { oidc } },
  });
  for (const path of ['/', '/requests/x', '/sign-in', '/api/openapi.json']) {
    const { body, headers: answered } = await https.ask('GET', path, undefined, headers);
    expect(JSON.stringify([body, [...answered]])).not.toContain('evil.example');
  }
});

describe('a JSON body', () => {
  const json = async (body: string, headers: Record<string, string> = {}) => {
    const cookie = await signIn(admin.app, 'ana');
    const { body: me } = await admin.ask('GET', '/api/me', undefined, { Cookie: cookie });
    return admin.ask('POST', '/api/requests', body, {
      Cookie: cookie,
      'X-CSRF-Token': me.csrfToken,
      ...headers,
    });
  };

  test('of another type is refused, so that no form of another site can send it', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect((await json('{"action":"pay"}', { 'Content-Type': type })).status).toBe(415);
  });

  test('with a key twice, or with the prototype as a key, is refused', async () => {
    expect((await json('{"action":"pay","action":"read"}')).status).toBe(422);
    expect((await json('{"action":"pay","__proto__":{"admin":true}}')).status).toBe(422);
    const nested = await json('{"action":"pay","context":{"a":{"__proto__":{"admin":true}}}}');
    expect(nested.body.detail).toContain('context.a.__proto__: is not allowed as a property name');
    expect('admin' in {}).toBe(false);
  });
});
