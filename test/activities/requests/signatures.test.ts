import { generateKeyPairSync, sign } from 'node:crypto';
import { signatureVerifier } from '../../../activities/requests/signatures';
import { ConfigSchema } from '../../../contract/config/config';

const pair = () => generateKeyPairSync('ed25519');
const [admin, next] = [pair(), pair()];
const pem = admin.publicKey.export({ type: 'spki', format: 'pem' }) as string;
const der = next.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const config = ConfigSchema.parse({
  fallback: 'reject',
  decisions: {
    signed: true,
    keys: [
      { id: 'inbox', publicKey: pem },
      { id: 'next', publicKey: der },
    ],
  },
});
const by = ({ privateKey }: ReturnType<typeof pair>, text: string) =>
  sign(null, Buffer.from(text), privateKey).toString('base64');

test('two keys are valid at once, as PEM and as base64; each vouches for its own texts', async () => {
  const verify = signatureVerifier(config);
  expect(
    await verify([
      { keyId: 'inbox', text: 'a', value: by(admin, 'a') },
      { keyId: 'next', text: 'ü', value: by(next, 'ü') },
      { keyId: 'inbox', text: 'b', value: by(admin, 'a') },
      { keyId: 'next', text: 'a', value: by(admin, 'a') },
      { keyId: 'gone', text: 'a', value: by(admin, 'a') },
      { keyId: 'inbox', text: 'a', value: '' },
      { keyId: 'inbox', text: 'a', value: '§'.repeat(99) },
      { keyId: '__proto__', text: 'a', value: by(admin, 'a') },
    ]),
  ).toEqual([
    'fits',
    'fits',
    'does_not_fit',
    'does_not_fit',
    'unknown_key',
    'does_not_fit',
    'does_not_fit',
    'unknown_key',
  ]);
});

test('without keys nothing fits', async () => {
  const verify = signatureVerifier(ConfigSchema.parse({ fallback: 'reject' }));
  expect(await verify([{ keyId: 'inbox', text: 'a', value: by(admin, 'a') }])).toEqual(['unknown_key']);
});
