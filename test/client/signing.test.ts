import { generateKeyPairSync, verify } from 'node:crypto';
import { decisionSigner } from '../../client';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

test.each([
  ['PEM', pem],
  ['a buffer', Buffer.from(pem)],
  ['a key object', privateKey],
])('signs with an Ed25519 key given as %s', async (_, given) => {
  const { keyId, sign } = decisionSigner({ keyId: 'inbox', privateKey: given });
  expect(keyId).toBe('inbox');
  expect(verify(null, Buffer.from('ü'), publicKey, Buffer.from(await sign('ü'), 'base64'))).toBe(true);
});

test.each([
  ['text', 'secret-key-material'],
  ['a public key', publicKey],
  ['another algorithm', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
])('refuses %s, and does not repeat it', (_, given) => {
  expect(() => decisionSigner({ keyId: 'inbox', privateKey: given })).toThrow(
    'privateKey: is not an Ed25519 private key in PEM (PKCS #8)',
  );
});

test('refuses an id that is not a valid name', () => {
  expect(() => decisionSigner({ keyId: ' ', privateKey: pem })).toThrow('keyId: ');
});
