import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { UsageError } from '../errors';

/**
 * Makes an Ed25519 key: the private one goes to a new file that only its owner may read, as PEM (PKCS #8).
 *
 * @returns the public one, as the base64 of its DER (SPKI)
 * @throws UsageError when the file is there already, or cannot be written
 */
export function createSigningKey(file: string): string {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  try {
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new UsageError(
      isThere
        ? `${file} is there already, and a key is never written over: name a new file`
        : `${file} cannot be written: ${(error as Error).message}`,
    );
  }
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}
