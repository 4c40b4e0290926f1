import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEncryption, requiredEncryption } from '../../codec/settings';
import { encryptionKey } from '../support/encryption';

const june = encryptionKey('2026-06');
const december = encryptionKey('2026-12');
const text = ({ id, key }: { id: string; key: string }) => `${id}=${key}`;
const folder = mkdtempSync(join(tmpdir(), 'hitl-encryption-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('keys from the environment: the first encrypts', () => {
  const env = { HITL_ENCRYPTION_KEYS: `${text(december)}, ${text(june)}` };
  expect(readEncryption(undefined, env)).toEqual({ keys: [december, june], decryptOnly: false, clear: [] });
});

test('keys from a file: one in each line, with comments', () => {
  const file = join(folder, 'keys');
  writeFileSync(file, `# since December\n${text(december)}\r\n\n${text(june)}\n`);
  const env = { HITL_ENCRYPTION_KEYS_FILE: file, HITL_ENCRYPTION_CLEAR: 'memo, summary' };
  expect(readEncryption(undefined, env)).toEqual({
    keys: [december, june],
    decryptOnly: false,
    clear: ['memo', 'summary'],
  });
});

test('options go before the environment; without keys there is no encryption', () => {
  const env = { HITL_ENCRYPTION_KEYS: text(june) };
  expect(readEncryption({ keys: [december] }, env)?.keys).toEqual([december]);
  expect(readEncryption(undefined, {})).toBeUndefined();
  expect(() => requiredEncryption(undefined)).toThrow('there are no encryption keys');
});

const short = Buffer.alloc(16, 7).toString('base64');
test.each([
  ['an empty variable', { HITL_ENCRYPTION_KEYS: '' }, 'HITL_ENCRYPTION_KEYS is empty'],
  ['a key without an id', { HITL_ENCRYPTION_KEYS: june.key }, 'entry 1 must be ID=BASE64'],
  [
    'a short key',
    { HITL_ENCRYPTION_KEYS: `a=${short}` },
    'HITL_ENCRYPTION_KEYS: keys.0.key: must be 32 bytes',
  ],
  ['a wrong id', { HITL_ENCRYPTION_KEYS: `a b=${june.key}` }, 'keys.0.id: must have 1 to 64 characters'],
  ['an id twice', { HITL_ENCRYPTION_KEYS: `${text(june)},${text(june)}` }, 'two keys with the same id'],
  [
    'a missing file',
    { HITL_ENCRYPTION_KEYS_FILE: '/no/such/file' },
    'HITL_ENCRYPTION_KEYS_FILE: /no/such/file cannot be read',
  ],
  ['both sources', { HITL_ENCRYPTION_KEYS: text(june), HITL_ENCRYPTION_KEYS_FILE: '/x' }, 'are both set'],
  [
    'a part that is always encrypted',
    { HITL_ENCRYPTION_KEYS: text(june), HITL_ENCRYPTION_CLEAR: 'context' },
    'clear.0: must be one of memo, summary',
  ],
  [
    'no yes',
    { HITL_ENCRYPTION_KEYS: text(june), HITL_ENCRYPTION_DECRYPT_ONLY: 'yes' },
    'must be true or false',
  ],
  [
    'settings without keys',
    { HITL_ENCRYPTION_CLEAR: 'memo' },
    'HITL_ENCRYPTION_CLEAR is set, but there are no keys',
  ],
])('%s is refused, and no message contains a key', (_, env: NodeJS.ProcessEnv, message) => {
  const refused = () => readEncryption(undefined, env);
  expect(refused).toThrow(expect.objectContaining({ name: 'InvalidInput' }));
  expect(refused).toThrow(message);
  expect(refused).not.toThrow(june.key);
  expect(refused).not.toThrow(short);
});
