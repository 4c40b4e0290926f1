import { Hono } from 'hono';
import { adminSettings } from '../../../admin/server/settings';
import { assertSameOrigin } from '../../../admin/sign-in/same-origin';
import { AdminSchema } from '../../../contract/config/admin';
import { Forbidden } from '../../../contract/errors';

const OWN = 'https://approvals.example.com';
const settings = (more: object) =>
  adminSettings(AdminSchema.parse(more), { host: '127.0.0.1', port: 8234, env: {} });
const PUBLIC = settings({ url: OWN, signIn: { keys: 'keys.json' } });
const DEV = settings({ signIn: { dev: true } });

async function isTaken(admin: typeof PUBLIC, headers: Record<string, string>, url = OWN): Promise<boolean> {
  const app = new Hono();
  app.onError((error, c) => c.text(error instanceof Forbidden ? 'refused' : error.message, 403));
  app.post('/', (c) => {
    assertSameOrigin(c, admin);
    return c.text('taken');
  });
  const answer = await app.request(url, { method: 'POST', headers });
  return (await answer.text()) === 'taken';
}

test.each<[boolean, string, Record<string, string>]>([
  [true, 'the origin of the admin server', { Origin: OWN }],
  [
    true,
    'the origin of the admin server, from a browser that also says so',
    { Origin: OWN, 'Sec-Fetch-Site': 'same-origin' },
  ],
  [true, 'no origin, as programs send', {}],
  [true, 'the origin null, from the same origin', { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }],
  [false, 'the origin null, and the browser does not say more', { Origin: 'null' }],
  [false, 'the origin null, from another site', { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }],
  [false, 'the origin null, from the address bar', { Origin: 'null', 'Sec-Fetch-Site': 'none' }],
  [false, 'another origin', { Origin: 'https://evil.example' }],
  [
    false,
    'another origin, which claims to be the same',
    { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' },
  ],
  [false, 'another host of the site', { Origin: 'https://www.example.com', 'Sec-Fetch-Site': 'same-site' }],
  [false, 'another site, without an origin', { 'Sec-Fetch-Site': 'cross-site' }],
  [false, 'the own name over http', { Origin: 'http://approvals.example.com' }],
])('accepted is %s for %s', async (taken, _what, headers) => {
  expect(await isTaken(PUBLIC, headers)).toBe(taken);
});

test('with dev sign-in, the origin under which the page was opened is accepted, and no other', async () => {
  const byName = (origin: string) => isTaken(DEV, { Origin: origin }, 'http://localhost:8234');
  expect(await byName('http://localhost:8234')).toBe(true);
  expect(await byName('http://127.0.0.1:8234')).toBe(true);
  expect(await byName('http://localhost:9999')).toBe(false);
});
