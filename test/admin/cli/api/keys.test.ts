import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findKey, readKeys } from '../../../../admin/sign-in/api-keys';
import { cli } from '../run-cli';

const folder = mkdtempSync(join(tmpdir(), 'hitl-api-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = () => join(folder, `keys-${++files}.json`);
const create = (file: string, name = 'ci-bot', ...more: string[]) =>
  cli([
    'keys',
    'create',
    '--name',
    name,
    '--scopes',
    'request,read',
    '--expires',
    '90d',
    '--file',
    file,
    ...more,
  ]);

test('creates a valid key, prints only it, once, and stores its hash in a file that only the owner can read', async () => {
  const file = newFile();
  const { code, stdout, stderr } = await create(file);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^hitl_[0-9a-f]{12}_[0-9a-f]{64}\n$/);
  expect(stderr).toContain(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const text = stdout.trim();
  expect(readFileSync(file, 'utf8')).not.toContain(text.split('_')[2]);
  const key = findKey(text, readKeys(file));
  expect(key).toMatchObject({ name: 'ci-bot', scopes: ['request', 'read'] });
  const days = (Date.parse(key?.expiresAt ?? '') - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(89.9);
  expect(days).toBeLessThanOrEqual(90);
});

test('as JSON it prints all fields of the key, and the key', async () => {
  const file = newFile();
  const flags = ['--scopes', 'decide-as', '--people', 'ana, bo', '--expires', '1h', '--file', file];
  const { json } = await cli(['keys', 'create', '--name', 'slack', ...flags, '-o', 'json']);
  expect(json).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{12}$/),
    name: 'slack',
    scopes: ['decide-as'],
    people: ['ana', 'bo'],
    expiresAt: expect.any(String),
    key: expect.stringMatching(/^hitl_/),
  });
});

test('several keys created at once are all stored, and no other file is left', async () => {
  const file = newFile();
  const made = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => create(file, name)));
  expect(made.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
  expect(
    readKeys(file)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(readdirSync(folder).filter((name) => /lock|tmp/.test(name))).toEqual([]);
});

test('the stale lock of a killed hitl is ignored', async () => {
  const file = newFile();
  writeFileSync(`${file}.lock`, '999999999');
  expect((await create(file)).code).toBe(0);
  expect(existsSync(`${file}.lock`)).toBe(false);
});

test('lists scopes and expiry of each key, and never a hash', async () => {
  const file = newFile();
  const { stdout } = await create(file);
  const [{ hash, id } = { hash: '', id: '' }] = readKeys(file);
  const listed = await cli(['keys', 'list', '--file', file, '-o', 'json']);
  expect(listed.json.items).toEqual([
    {
      id,
      name: 'ci-bot',
      scopes: ['request', 'read'],
      createdAt: expect.any(String),
      expiresAt: expect.any(String),
    },
  ]);
  const text = await cli(['keys', 'list', '--file', file]);
  expect(text.stdout).toMatch(/^ID +NAME +SCOPES +FOR +UNTIL\n/);
  for (const secret of [hash, stdout.trim()]) expect(listed.stdout + text.stdout).not.toContain(secret);
  expect((await cli(['keys', 'list', '--file', newFile()])).stderr).toContain('has no keys');
});

test('revokes one by its id, and no other', async () => {
  const file = newFile();
  const first = (await create(file, 'a')).stdout.trim();
  const second = (await create(file, 'b')).stdout.trim();
  const [{ id } = { id: '' }] = readKeys(file);
  expect((await cli(['keys', 'revoke', id, '--file', file])).stdout).toBe(`Key ${id} (a) is revoked.\n`);
  expect([findKey(first, readKeys(file)), findKey(second, readKeys(file))?.name]).toEqual([undefined, 'b']);
  const again = await cli(['keys', 'revoke', second, '--file', file]);
  expect(again.code).toBe(2);
  expect(again.stderr).not.toContain(second);
});

test('the config names the file', async () => {
  const file = newFile();
  const config = join(folder, 'temporal.config.json');
  writeFileSync(config, JSON.stringify({ fallback: 'reject', admin: { signIn: { keys: file } } }));
  const made = await cli([
    ...['keys', 'create', '--name', 'a', '--scopes', 'read', '--expires', '1d', '--config', config],
  ]);
  expect([made.code, readKeys(file).length]).toEqual([0, 1]);
});

test.each([
  [['create'], '--name <name>, --scopes <scopes> and --expires <duration>'],
  [['create', '--name', 'a', '--scopes', 'all', '--expires', '1d', '--file', 'x'], "'all' is not a scope"],
  [
    ['create', '--name', 'a', '--scopes', 'read', '--expires', '90', '--file', 'x'],
    'one number with one unit',
  ],
  [['create', '--name', ' ', '--scopes', 'read', '--expires', '1d', '--file', 'x'], '--name: must not'],
  [
    ['create', '--name', 'a', '--scopes', 'read', '--people', 'ana', '--expires', '1d', '--file', 'x'],
    '--people needs --scopes decide-as',
  ],
  [['create', '--name', 'a', '--scopes', 'read', '--expires', '1d'], 'use --file FILE'],
  [
    ['create', '--name', 'a', '--scopes', 'read', '--expires', '1d', '--file', '/no/such/x'],
    'does not exist',
  ],
  [['list', '--file', 'package.json'], 'is not a valid file of API keys'],
])('%j exits 2', async (argv, message) => {
  const { code, stdout, stderr } = await cli(['keys', ...argv]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});
