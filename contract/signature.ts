import { z } from 'zod';
import { LIMITS } from './limits';
import { NameSchema, text } from './text';

/** An Ed25519 signature over the signed text of a message (`rules/signing`), in base64, and the id of its key. */
export const SignatureSchema = z.strictObject({ keyId: NameSchema, value: text(LIMITS.nameBytes) });

export type Signature = z.output<typeof SignatureSchema>;

/** A signature, and the text that it must match. */
export interface SignatureClaim extends Signature {
  text: string;
}

/** The result of checking a signature. */
export type SignatureCheck = 'fits' | 'does_not_fit' | 'unknown_key';

/** Whether a signed message has an id. Without an id it could be replayed as a new message. */
export function hasIdIfSigned(message: { signature?: unknown; decisionId?: unknown }): boolean {
  return message.signature === undefined || message.decisionId !== undefined;
}

/** The validation error for a signed message without an id. */
export const NO_ID = { error: 'is required with a signature', path: ['decisionId'] };
