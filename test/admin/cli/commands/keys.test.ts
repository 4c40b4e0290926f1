import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signatureVerifier } from '../../../../activities/requests/signatures';
import { decisionSigner } from '../../../../client';
import { readEncryption } from '../../../../codec/settings';
import { parseConfig } from '../../../../worker/config';
import { cli } from '../run-cli';

const folder = mkdtempSync(join(tmpdir(), 'hitl-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('creates a key file that only its owner can read, and prints the entry for the config', async () => {
  const file = join(folder, 'admin.pem');
  const { code, stdout, stderr } = await cli([
    'keys',
    'signing',
    '--id',
    'inbox-2026',
    '--out',
    file,
    '-o',
    'json',
  ]);
  expect(code).toBe(0);
  expect(stderr).toContain(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { id, publicKey } = JSON.parse(stdout) as { id: string; publicKey: string };
  expect(JSON.parse(stdout)).toEqual({ id: 'inbox-2026', publicKey, file });

  const config = parseConfig({ fallback: 'reject', decisions: { signed: true, keys: [{ id, publicKey }] } });
  const { sign } = decisionSigner({ keyId: id, privateKey: readFileSync(file, 'utf8') });
  const claim = { keyId: id, text: 'a', value: await sign('a') };
  expect(await signatureVerifier(config)([claim])).toEqual(['fits']);
  expect(stdout + stderr).not.toContain('PRIVATE KEY');
});

test('as text it prints the line for the config', async () => {
  const { stdout } = await cli(['keys', 'signing', '--id', "ana's", '--out', join(folder, 'text.pem')]);
  expect(stdout).toMatch(/^\{ id: 'ana\\'s', publicKey: '[A-Za-z0-9+/=]+' \},\n$/);
});

test('never overwrites a file', async () => {
  const file = join(folder, 'precious');
  writeFileSync(file, 'as it was');
  const { code, stderr } = await cli(['keys', 'signing', '--id', 'inbox', '--out', file]);
  expect([code, readFileSync(file, 'utf8')]).toEqual([2, 'as it was']);
  expect(stderr).toContain('already exists');
});

test.each([
  [['keys', 'signing', '--out', 'x'], '--id <name>'],
  [['keys', 'signing', '--id', ' ', '--out', 'x'], '--id: must not begin or end with a space'],
  [['keys', 'signing', '--id', 'a', '--out', join(folder, 'no', 'where')], 'cannot be written'],
])('%j is a usage error', async (args, says) => {
  const { code, stderr } = await cli(args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
});

test('keys encryption prints a new key that clients and workers accept', async () => {
  const { code, stdout, stderr } = await cli(['keys', 'encryption', '--id', '2026-12']);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^2026-12=[\w+/]{43}=\n$/)]);
  expect(readEncryption(undefined, { HITL_ENCRYPTION_KEYS: stdout })?.keys).toMatchObject([
    { id: '2026-12' },
  ]);
  expect(stderr).not.toContain(stdout.slice(8, -1));
  expect((await cli(['keys', 'encryption', '--id', '2026-12'])).stdout).not.toBe(stdout);
  const wrong = await cli(['keys', 'encryption', '--id', 'a=b']);
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    expect.stringContaining('--id: must have 1 to 64 characters'),
  ]);
});
