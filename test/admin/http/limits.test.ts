import { networkOf } from '../../../admin/http/limits';
import { ADMIN, adminOn, nowhere } from '../../support/admin-app';

const temporal = nowhere();

const KEYS_ALONE = { ...ADMIN, signIn: {}, limits: { address: 3, account: 3 } };
const get = (admin: ReturnType<typeof adminOn>, forwarded?: string) =>
  admin.ask(
    'GET',
    '/api/sign-in',
    undefined,
    forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded },
  );

it('limits requests per address and says how long to wait', async () => {
  const admin = adminOn(temporal, { admin: KEYS_ALONE });
  for (let n = 0; n < 3; n++) expect((await get(admin)).status).toBe(200);
  const refused = await get(admin);
  expect(refused).toMatchObject({ status: 429, body: { title: 'Too many requests' } });
  expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
});

it('ignores X-Forwarded-For unless a trusted proxy wrote it', async () => {
  const alone = adminOn(temporal, { admin: KEYS_ALONE });
  const statuses = [];
  for (let n = 0; n < 4; n++) statuses.push((await get(alone, `10.0.0.${n}`)).status);
  expect(statuses).toEqual([200, 200, 200, 429]);

  const behind = adminOn(temporal, { admin: { ...KEYS_ALONE, trustedProxies: 1 } });
  const forged = [];
  for (let n = 0; n < 4; n++) forged.push((await get(behind, `10.0.0.${n}, 192.0.2.7`)).status);
  expect(forged).toEqual([200, 200, 200, 429]);
  expect((await get(behind, '192.0.2.8')).status).toBe(200);
});

it('counts an entry that is not an address under the proxy that sent it', async () => {
  const behind = adminOn(temporal, { admin: { ...KEYS_ALONE, trustedProxies: 1 } });
  const statuses = [];
  for (const entry of ['unknown', '_a', 'b', 'c'])
    statuses.push((await get(behind, `10.0.0.1, ${entry}`)).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  expect((await get(behind, '10.0.0.1, 192.0.2.8')).status).toBe(200);
});

it('limits an account across addresses', async () => {
  const admin = adminOn(temporal, { admin: { ...KEYS_ALONE, limits: { address: 100, account: 3 } } });
  const bot = admin.withKey(['read']);
  const statuses = [];
  for (let n = 0; n < 4; n++) statuses.push((await bot('GET', '/api/me')).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  expect((await admin.withKey(['read'], { name: 'other' })('GET', '/api/me')).status).toBe(200);
});

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::9', '2001:db8:1:2'],
  ['[2001:db8::1]', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  ['192.0.2.7:51234', '192.0.2.7'],
  ['[2001:db8::1]:443', '2001:db8:0:0'],
  ['unknown', undefined],
  ['_hidden', undefined],
  ['', undefined],
  ['192.0.2.777', undefined],
  ['a'.repeat(5000), undefined],
])('counts %s as %s', (address, network) => expect(networkOf(address)).toBe(network));
