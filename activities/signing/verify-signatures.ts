import { type KeyObject, verify } from 'node:crypto';
import type { Config } from '../../contract/config';
import type { SignatureCheck, SignatureClaim } from '../../contract/signature';
import { readPublicKey } from './public-key';

/**
 * Whether signatures fit their texts, by the keys that the config has now: one that was added since a request was
 * planned works, one that was taken out does not.
 *
 * @throws Error when a key of the config cannot be read
 */
export function signatureVerifier(config: Config): (claims: SignatureClaim[]) => Promise<SignatureCheck[]> {
  const keys = new Map(config.decisions?.keys.map(({ id, publicKey }) => [id, readPublicKey(publicKey)]));
  return async (claims) => claims.map((claim) => check(keys.get(claim.keyId), claim));
}

function check(key: KeyObject | undefined, { text, value }: SignatureClaim): SignatureCheck {
  if (key === undefined) return 'unknown_key';
  try {
    return verify(null, Buffer.from(text), key, Buffer.from(value, 'base64')) ? 'fits' : 'does_not_fit';
  } catch {
    return 'does_not_fit';
  }
}
