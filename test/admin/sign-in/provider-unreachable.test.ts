import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKey, readKeys, watchKeys, writeKeys } from '../../../admin/sign-in/api-keys';
import { ADMIN, adminOn, nowhere } from '../../support/admin-app';

it('reports an unreachable provider as 503, not as an invalid token', async () => {
  const oidc = { issuer: 'http://127.0.0.1:1', clientId: 'inbox' };
  const signIn = { oidc };
  const admin = adminOn(nowhere(), {
    admin: { ...ADMIN, url: 'http://127.0.0.1:8234', sessionSecret: 'x'.repeat(32), signIn },
  });
  const unreachable = { status: 503, body: { name: 'ProviderUnreachable' } };
  expect(await admin.ask('GET', '/sign-in/oidc')).toMatchObject(unreachable);
  const bearer = { Authorization: 'Bearer a.b.c' };
  expect(await admin.ask('GET', '/api/me', undefined, bearer)).toMatchObject(unreachable);
  expect((await admin.withKey(['read'])('GET', '/api/me')).status).toBe(200);
});

it('says how to create a missing key file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'hitl-keys-')), 'keys.json');
  expect(() => readKeys(file)).toThrow(
    `${file} does not exist; create it with \`hitl keys create --file ${file}\`.`,
  );
});

it('admits no key while the key file is invalid, logs it once, and recovers', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'hitl-keys-')), 'keys.json');
  const { key } = makeKey({ name: 'bot', scopes: ['read'], expiresAt: '2100-01-01T00:00:00Z' });
  writeKeys(file, [key]);
  const log: string[] = [];
  const keys = watchKeys(file, (line) => log.push(line));
  expect(keys()).toHaveLength(1);
  writeFileSync(file, 'no json');
  expect([keys(), keys(), keys()]).toEqual([[], [], []]);
  expect(log).toHaveLength(1);
  writeKeys(file, [key]);
  expect(keys()).toHaveLength(1);
});
