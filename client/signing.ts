import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { InvalidInput } from '../contract/errors';
import type { Signature } from '../contract/signature';
import { NameSchema } from '../contract/text';
import { type SignedSubject, signedText } from '../rules/signing';
import { fileText } from '../rules/text';
import { checked } from './input';

/** Vouches for decisions. One's own, such as of a key in a vault, does the same as {@link decisionSigner}. */
export interface DecisionSigner {
  /** The id that the worker's config gives the public key. */
  keyId: string;
  /** The Ed25519 signature over the UTF-8 of `text`, in base64. */
  sign: (text: string) => string | Promise<string>;
}

export interface SigningKey {
  keyId: string;
  /** Ed25519: PEM (PKCS #8), as `hitl keys signing` writes it, or a key object. */
  privateKey: string | Buffer | KeyObject;
}

/**
 * Signs what the managers send, for workers whose config says `decisions: { signed: true }`. Whoever has it decides in
 * anybody's name: sign only for somebody whom you know to be who they say.
 *
 * @throws InvalidInput when the key is no Ed25519 private key
 */
export function decisionSigner({ keyId, privateKey }: SigningKey): DecisionSigner {
  const key = readPrivateKey(privateKey);
  return {
    keyId: checked(NameSchema, keyId, 'keyId'),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64'),
  };
}

function readPrivateKey(given: SigningKey['privateKey']): KeyObject {
  const key = parsed(given);
  if (key?.type === 'private' && key.asymmetricKeyType === 'ed25519') return key;
  throw new InvalidInput('privateKey: is no Ed25519 private key in PEM (PKCS #8)');
}

/** What was given is not in the error: it may be the key. */
function parsed(given: SigningKey['privateKey']): KeyObject | undefined {
  if (typeof given === 'object' && !Buffer.isBuffer(given)) return given;
  try {
    return createPrivateKey(fileText(given));
  } catch {
    return undefined;
  }
}

/** The message with the signer's signature. @throws what the signer throws */
export async function signed<M extends object>(
  { keyId, sign }: DecisionSigner,
  subject: SignedSubject,
  message: M,
): Promise<M & { signature: Signature }> {
  return { ...message, signature: { keyId, value: await sign(signedText(subject, message)) } };
}
