import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Config } from '../../contract/config/config';
import type { SignatureCheck, SignatureClaim } from '../../contract/signature';
import { fileText } from '../../rules/text';

/**
 * Checks whether signatures fit their texts, with the keys that the config has now. A key that was added after a request was
 * planned works; a removed key does not.
 *
 * @throws Error when a key of the config cannot be read
 */
export function signatureVerifier(config: Config): (claims: SignatureClaim[]) => Promise<SignatureCheck[]> {
  const check = keyRing(config.decisions?.keys ?? []);
  return async (claims) => claims.map(check);
}

/**
 * Returns a function that checks whether a signature fits its text, with these keys.
 *
 * @throws Error when a key cannot be read
 */
export function keyRing(
  given: readonly { id: string; publicKey: string }[],
): (claim: SignatureClaim) => SignatureCheck {
  const keys = new Map(given.map(({ id, publicKey }) => [id, readPublicKey(publicKey)]));
  return (claim) => checkSignature(keys.get(claim.keyId), claim);
}

function checkSignature(key: KeyObject | undefined, { text, value }: SignatureClaim): SignatureCheck {
  if (key === undefined) return 'unknown_key';
  try {
    return verify(null, Buffer.from(text), key, Buffer.from(value, 'base64')) ? 'fits' : 'does_not_fit';
  } catch {
    return 'does_not_fit';
  }
}

/**
 * An Ed25519 public key: PEM (SPKI), or the base64 of its DER.
 *
 * @throws Error with a message that follows the name of the field
 */
export function readPublicKey(text: string): KeyObject {
  if (text.includes('PRIVATE KEY'))
    throw new Error('is a private key, which only the signer may have: put the public key here');
  const key = parseKey(text);
  if (key === undefined) throw new Error('is not a public key: use PEM (SPKI), or the base64 of its DER');
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new Error(`must be an Ed25519 key, but is ${key.asymmetricKeyType ?? 'another type'}`);
}

function parseKey(text: string): KeyObject | undefined {
  try {
    if (text.includes('-----BEGIN')) return createPublicKey(fileText(text));
    return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
