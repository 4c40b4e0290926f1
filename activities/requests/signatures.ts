import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Config } from '../../contract/config/config';
import type { SignatureCheck, SignatureClaim } from '../../contract/signature';
import { fileText } from '../../rules/text';

/**
 * Whether signatures fit their texts, by the keys that the config has now: one that was added since a request was
 * planned works, one that was taken out does not.
 *
 * @throws Error when a key of the config cannot be read
 */
export function signatureVerifier(config: Config): (claims: SignatureClaim[]) => Promise<SignatureCheck[]> {
  const keys = new Map(config.decisions?.keys.map(({ id, publicKey }) => [id, readPublicKey(publicKey)]));
  return async (claims) => claims.map((claim) => checkSignature(keys.get(claim.keyId), claim));
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
 * @throws Error that says what is wrong with it, to follow the name of the field
 */
export function readPublicKey(text: string): KeyObject {
  if (text.includes('PRIVATE KEY'))
    throw new Error('is a private key, which only whoever signs may have: put the public one here');
  const key = parseKey(text);
  if (key === undefined) throw new Error('is no public key: give PEM (SPKI), or the base64 of its DER');
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new Error(`must be an Ed25519 key, and is ${key.asymmetricKeyType ?? 'another'}`);
}

function parseKey(text: string): KeyObject | undefined {
  try {
    if (text.includes('-----BEGIN')) return createPublicKey(fileText(text));
    return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
