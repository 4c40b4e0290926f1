import { z } from 'zod';
import { LIMITS } from './limits';
import { NameSchema, text } from './text';

/** By whom a message is vouched for: an Ed25519 signature over its signed text (`rules/signing`), in base64. */
export const SignatureSchema = z.strictObject({ keyId: NameSchema, value: text(LIMITS.nameBytes) });

export type Signature = z.output<typeof SignatureSchema>;

/** A signature, and the text that it must fit. */
export interface SignatureClaim extends Signature {
  text: string;
}

/** What a worker found of a signature. */
export type SignatureCheck = 'fits' | 'does_not_fit' | 'unknown_key';

/** Whether a signed message has an id of its own: without one it could be sent again and be another. */
export function hasIdIfSigned(message: { signature?: unknown; decisionId?: unknown }): boolean {
  return message.signature === undefined || message.decisionId !== undefined;
}

/** What is wrong where it has none. */
export const NO_ID = { error: 'must go with a signature', path: ['decisionId'] };
