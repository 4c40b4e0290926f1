import { returnTo } from '../../../admin/sign-in/same-origin';
import { adminOn, nowhere, signIn } from '../../support/admin-app';

const HOST = 'http://127.0.0.1:8234';
const admin = adminOn(nowhere());

it.each(['cross-site', 'same-site'])('refuses a dev sign-in from a %s page', async (site) => {
  const answer = await admin.app.request(`${HOST}/sign-in/dev`, {
    method: 'POST',
    body: new URLSearchParams({ name: 'olga' }),
    headers: { 'Sec-Fetch-Site': site },
  });
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
});

it('refuses dev sign-in through a proxy on this machine', async () => {
  const cookie = await signIn(admin.app, 'ana');
  for (const header of ['X-Forwarded-For', 'X-Forwarded-Host', 'Forwarded', 'X-Real-IP']) {
    const { status } = await admin.ask('GET', '/api/me', undefined, {
      Cookie: cookie,
      [header]: '192.0.2.7',
    });
    expect(status).toBe(403);
  }
});

it('limits the size of a form without a session', async () => {
  const body = new FormData();
  body.set('csrf', new Blob(['x'.repeat(2 * 1024 * 1024)]));
  for (const path of ['/sign-out', '/sign-in/dev'])
    expect((await admin.app.request(`${HOST}${path}`, { method: 'POST', body })).status).toBe(413);
});

it.each(['/\u0001x', '/ü', '/a b', '/\r\nSet-Cookie: x=1', '/\\evil.example', '//evil.example', 'x'])(
  'opens the inbox instead of %j',
  (to) => expect(returnTo(to)).toBe('/'),
);

it.each(['/', '/requests/a%2Fb?x=1#y', "/requests/o'neil[1]"])('returns to %s', (to) =>
  expect(returnTo(to)).toBe(to),
);
