import { createPublicKey, type KeyObject } from 'node:crypto';
import { fileText } from '../../rules/file-text';

/**
 * An Ed25519 public key: PEM (SPKI), or the base64 of its DER.
 *
 * @throws Error that says what is wrong with it, to follow the name of the field
 */
export function readPublicKey(text: string): KeyObject {
  if (text.includes('PRIVATE KEY'))
    throw new Error('is a private key, which only whoever signs may have: put the public one here');
  const key = parsed(text);
  if (key === undefined) throw new Error('is no public key: give PEM (SPKI), or the base64 of its DER');
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new Error(`must be an Ed25519 key, and is ${key.asymmetricKeyType ?? 'another'}`);
}

function parsed(text: string): KeyObject | undefined {
  try {
    if (text.includes('-----BEGIN')) return createPublicKey(fileText(text));
    return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
