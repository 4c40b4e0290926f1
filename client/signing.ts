import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { InvalidInput } from '../contract/errors';
import type { Signature } from '../contract/signature';
import { NameSchema } from '../contract/text';
import { type SignedSubject, signedText } from '../rules/signing';
import { fileText } from '../rules/text';
import { checked } from './input';

/** Signs decisions. Write your own for a key in a vault, or use {@link decisionSigner}. */
export interface DecisionSigner {
  /** The id of the public key in the worker's config. */
  keyId: string;
  /** The Ed25519 signature over the UTF-8 of `text`, in base64. */
  sign: (text: string) => string | Promise<string>;
}

/** The private key that signs decisions, and its id in the config. */
export interface SigningKey {
  keyId: string;
  /** Ed25519: PEM (PKCS #8), as `hitl keys signing` writes it, or a key object. */
  privateKey: string | Buffer | KeyObject;
}

/**
 * Signs what the managers send, for workers whose config says `decisions: { signed: true }`. A program with the key can
 * decide in any person's name: sign only for a person whose identity you have verified.
 *
 * @throws InvalidInput when the key is not an Ed25519 private key
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
  throw new InvalidInput('privateKey: is not an Ed25519 private key in PEM (PKCS #8)');
}

/** The error does not contain the value: it may be the key. */
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
