import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADMIN_CONFIG } from '../../../support/admin-app';
import { type AdminServerForTests, startAdminServerForTests } from '../../../support/admin-server';
import { confirmDevice, type ProviderForTests, startProvider } from '../../../support/oidc';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';

let temporal: TemporalForTests;
let provider: ProviderForTests;
let admin: AdminServerForTests;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  provider = await startProvider({ redirectUri: 'http://127.0.0.1:8234/sign-in/callback' });
  admin = await startAdminServerForTests(temporal, {
    sessionSecret: 'a secret of more than thirty-two characters',
    signIn: {
      oidc: {
        issuer: provider.issuer,
        clientId: 'inbox',
        cliClientId: 'cli',
        audience: provider.api,
        scope: 'openid decide',
      },
    },
  });
});
afterAll(async () => {
  await admin?.remove();
  await provider?.stop();
  await temporal?.stop();
});

const file = () => join(admin.folder, 'config', 'credentials.json');
const kept = () => JSON.parse(readFileSync(file(), 'utf8')).servers[admin.url] as Record<string, string>;

const keep = (credential: Record<string, string>) =>
  writeFileSync(file(), JSON.stringify({ servers: { [admin.url]: credential } }));

/** Signs in as a person who opens the address that `hitl login` prints. */
async function login(name: string) {
  let gone: Promise<void> | undefined;
  const ran = await admin.through().json(['login'], {
    stderr(text) {
      const [, address] = /or open (\S+)/.exec(text) ?? [];
      if (address !== undefined) gone = confirmDevice(address, name);
    },
  });
  await gone;
  return ran;
}

test('signs in by device code, stores the token so that only its owner can read it, and prints the name', async () => {
  expect(await login('ana')).toMatchObject({
    code: 0,
    json: { api: admin.url, kind: 'person', name: 'ana', teams: ['finance-team', 'people'] },
  });
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(statSync(join(admin.folder, 'config')).mode & 0o777).toBe(0o700);
  expect(kept()).toMatchObject({ kind: 'token', clientId: 'cli', expiresAt: expect.any(String) });
});

test('a person then requests and decides only in their own name', () =>
  temporal.withWorker(async () => {
    const hitl = admin.through();
    const { json, code } = await hitl.json(['request', '--action', 'read_secret']);
    expect([code, json.requesterId]).toEqual([0, 'ana']);
    const bot = admin.through(admin.key(['request', 'read']));
    const { id } = (await bot.json(['request', '--action', 'pay'])).json as { id: string };
    await eventually(async () => (await bot.json(['show', id])).json.plan !== undefined);
    for (const as of [{ argv: ['--as', 'bo'] }, { argv: [], env: { HITL_USER: 'bo' } }]) {
      const refused = await hitl.json(['approve', id, ...as.argv], as.env ? { env: as.env } : {});
      expect([refused.code, refused.json.error.name]).toEqual([2, 'UsageError']);
      expect(refused.json.error.message).toContain('you are signed in as ana');
    }
    expect((await bot.json(['show', id])).json.refusedCount).toBe(0);
    expect(await hitl.json(['request', '--action', 'pay', '--requester', 'bo'])).toMatchObject({
      code: 4,
      json: { error: { name: 'Forbidden' } },
    });
    expect(await hitl.json(['approve', id, '--as', 'ana'])).toMatchObject({
      code: 0,
      json: { outcome: 'accepted' },
    });
    expect((await bot.json(['show', id])).json.decisions).toMatchObject([{ decidedBy: 'ana', via: 'api' }]);
  }, ADMIN_CONFIG));

test('an expired token is renewed by one of several calls at the same time', async () => {
  const before = kept();
  keep({ ...before, expiresAt: new Date(Date.now() - 1000).toISOString() });
  const listed = await Promise.all([1, 2, 3].map(() => admin.through().json(['list'])));
  expect(listed.map(({ code }) => code)).toEqual([0, 0, 0]);
  const after = kept();
  expect(after.token).not.toBe(before.token);
  expect(Date.parse(after.expiresAt ?? '')).toBeGreaterThan(Date.now());
  // The provider accepts a refresh token once, and revokes everything if it is sent again.
  expect((await admin.through().json(['list'])).code).toBe(0);
  expect(kept()).toEqual(after);
});

test('a token that the admin server refuses is renewed too; if that fails the user must sign in again', async () => {
  keep({ ...kept(), token: 'a.b.c' });
  expect((await admin.through().json(['list'])).code).toBe(0);
  const { refreshToken: _, ...once } = kept();
  keep({ ...once, token: 'a.b.c' });
  const { code, json } = await admin.through().json(['list']);
  expect([code, json.error.name]).toEqual([4, 'NotSignedIn']);
  expect(json.error.message).toContain(`hitl login --api ${admin.url}`);
});

test('a file that others can read is not used, and the error says how to correct it', async () => {
  chmodSync(file(), 0o644);
  for (const argv of [['list'], ['login'], ['logout']]) {
    const { code, json } = await admin.through().json(argv);
    expect([code, json.error.name]).toEqual([2, 'ConfigError']);
    expect(json.error.message).toContain(`chmod 600 ${file()}`);
  }
  chmodSync(file(), 0o600);
});

test('HITL_TOKEN overrides the stored token', async () => {
  const { code, json } = await admin.through('not-a-token').json(['list']);
  expect([code, json.error.name]).toEqual([4, 'NotSignedIn']);
});

test('logout deletes the credential, and the next call says how to sign in', async () => {
  expect(await admin.through().json(['logout'])).toMatchObject({ code: 0, json: { servers: [admin.url] } });
  expect(await admin.through().json(['list'])).toMatchObject({ code: 4 });
  expect(await admin.through().text(['logout'])).toMatchObject({ code: 0, stdout: /You were not signed in/ });
});

test('a key is read from standard input, and stored only if it is valid', async () => {
  const key = admin.key(['request', 'read'], { name: 'ci' });
  const hitl = admin.through();
  expect(await hitl.json(['login', '--key'], { stdin: async () => 'secret' })).toMatchObject({ code: 2 });
  const wrong = await hitl.json(['login', '--key'], {
    stdin: async () => `hitl_${'0'.repeat(12)}_${'0'.repeat(64)}`,
  });
  expect(wrong).toMatchObject({ code: 4, json: { error: { name: 'NotSignedIn' } } });
  expect((await hitl.json(['list'])).code).toBe(4);
  const right = await hitl.json(['login', '--key'], { stdin: async () => `${key}\n` });
  expect(right).toMatchObject({ code: 0, json: { kind: 'key', name: 'ci' } });
  expect(right.stdout + right.stderr).not.toContain(key);
  expect((await hitl.json(['request', '--action', 'pay'])).json.requesterId).toBe('ci');
});

test('Ctrl-C stops the sign-in and stores nothing', async () => {
  await admin.through().json(['logout']);
  let stop = (_: string) => {};
  const ran = await admin.through().json(['login'], {
    onStop(then) {
      stop = then;
      return () => {};
    },
    stderr: (text) => text.includes('enter the code') && stop('SIGINT'),
  });
  expect(ran).toMatchObject({ code: 8, json: { error: { name: 'Interrupted' } } });
  expect((await admin.through().json(['list'])).code).toBe(4);
});
