import { randomBytes } from 'node:crypto';
import type { EncryptionOptions } from '../../contract/encryption';

/** A new key with this id. */
export function encryptionKey(id: string): EncryptionOptions['keys'][number] {
  return { id, key: randomBytes(32).toString('base64') };
}
