import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPublicKey } from '../../../activities/requests/signatures';
import { readCredentials } from '../../../admin/cli/api/credentials';
import { connectionSettings } from '../../../admin/cli/flags';
import type { Io } from '../../../admin/cli/io';
import { readJsonObject } from '../../../admin/cli/json-input';
import { openSigner } from '../../../admin/server/open';
import { makeKey, readKeys } from '../../../admin/sign-in/api-keys';

const folder = mkdtempSync(join(tmpdir(), 'hitl-bom-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function file(text: string, encoding: BufferEncoding): string {
  const path = join(folder, `file-${++count}`);
  writeFileSync(path, `\uFEFF${text}`, { encoding, mode: 0o600 });
  return path;
}

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }) as string;

describe.each<BufferEncoding>(['utf8', 'utf16le'])(
  'a file in %s that begins with a byte order mark',
  (encoding) => {
    test('of API keys', () => {
      const { key } = makeKey({ name: 'bot', scopes: ['read'], expiresAt: '2100-01-01T00:00:00Z' });
      expect(readKeys(file(JSON.stringify({ keys: [key] }), encoding))).toEqual([key]);
    });

    test('of the credentials of `hitl login`', () => {
      const servers = { 'http://admin': { kind: 'key', token: 'hitl_x' } };
      expect(readCredentials(file(JSON.stringify({ servers }), encoding))).toEqual(servers);
    });

    test('of JSON for a flag', async () => {
      const io = { stdin: async () => '\uFEFF{"a": 2}' } as Io;
      expect(await readJsonObject(`@${file('{"a": 1}', encoding)}`, '--context', io)).toEqual({ a: 1 });
      expect(await readJsonObject('-', '--context', io)).toEqual({ a: 2 });
    });

    test('of a signing key and of certificates', async () => {
      const privateKeyFile = file(privatePem, encoding);
      expect(await openSigner({ signing: { keyId: 'inbox-1', privateKeyFile } })?.sign('text')).toMatch(
        /^[\w+/]+=*$/,
      );
      const { tls } = connectionSettings({ tlsCaPath: file('-----BEGIN CERTIFICATE-----', encoding) });
      expect(tls).toEqual({ serverRootCACertificate: Buffer.from('-----BEGIN CERTIFICATE-----') });
    });
  },
);

test('a public key that a config has read from such a file', () => {
  expect(readPublicKey(`\uFEFF${publicPem}`).asymmetricKeyType).toBe('ed25519');
});
