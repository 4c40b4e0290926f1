import type { Signature, SignatureCheck } from '../../contract/signature';

/** An attempt at what only a signature entitles to; without `signatureCheck` nobody has checked whether it fits. */
export interface Signable {
  message: { signature?: Signature | undefined };
  signatureCheck?: SignatureCheck;
}

/** The key that it was signed with, if that was checked and fits. */
export function signedBy({ message, signatureCheck }: Signable): string | undefined {
  return signatureCheck === 'fits' ? message.signature?.keyId : undefined;
}

/** Why it does not count where it must be signed, if it does not. Nothing but a signature that fits will do. */
export function signatureProblem({ message, signatureCheck }: Signable): string | undefined {
  if (signatureCheck === 'fits' && message.signature !== undefined) return undefined;
  const { signature } = message;
  if (signature === undefined) return `It is not signed, and here only what is signed counts: ${ADVICE}`;
  if (signatureCheck === 'unknown_key')
    return `It is signed with '${signature.keyId}', which is no key of this deployment's (any more): ${ADVICE}`;
  return `Its signature with '${signature.keyId}' does not fit what it says and what it is about: ${ADVICE}`;
}

const ADVICE = 'use the page that approvers decide on.';

/** The key that vouches for it, in words that follow which way it came; nothing where nothing is signed. */
export function signedWith(keyId: string | undefined): string {
  return keyId === undefined ? '' : `, signed with ${keyId}`;
}
