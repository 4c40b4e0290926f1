import type { Signature } from '../../contract/signature';
import { type SignedSubject, signedText } from '../../rules/signing/signed-text';
import type { DecisionSigner } from './decision-signer';

/** The message with the signer's signature. @throws what the signer throws */
export async function signed<M extends object>(
  { keyId, sign }: DecisionSigner,
  subject: SignedSubject,
  message: M,
): Promise<M & { signature: Signature }> {
  return { ...message, signature: { keyId, value: await sign(signedText(subject, message)) } };
}
