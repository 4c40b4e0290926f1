import canonicalize from 'canonicalize';
import type { Signature, SignatureCheck } from '../contract/signature';

/** An attempt at what only a signature entitles to; without `signatureCheck` nobody has checked whether it fits. */
interface SignedAttempt {
  message: { signature?: Signature | undefined };
  signatureCheck?: SignatureCheck;
}

/** The key that it was signed with, if that was checked and fits. */
export function signedBy({ message, signatureCheck }: SignedAttempt): string | undefined {
  return signatureCheck === 'fits' ? message.signature?.keyId : undefined;
}

/** Why it does not count where it must be signed, if it does not. Nothing but a signature that fits will do. */
export function signatureProblem({ message, signatureCheck }: SignedAttempt): string | undefined {
  if (signatureCheck === 'fits' && message.signature !== undefined) return undefined;
  const { signature } = message;
  if (signature === undefined) return `It is not signed, and here only what is signed counts: ${ADVICE}`;
  if (signatureCheck === 'unknown_key')
    return `It is signed with '${signature.keyId}', which is no key of this deployment's (any more): ${ADVICE}`;
  return `Its signature with '${signature.keyId}' does not fit what it says and what it is about: ${ADVICE}`;
}

const ADVICE = 'use the page that approvers decide on.';

/** The key that vouches for it, in words that follow which way it came; nothing where nothing is signed. */
export function signedWithText(keyId: string | undefined): string {
  return keyId === undefined ? '' : `, signed with ${keyId}`;
}

/** What a message is about: which verb, on what, in which namespace; of a request its content, too. */
export interface SignedSubject {
  kind: 'decide' | 'acknowledge' | 'resolve' | 'promote' | 'reassign';
  namespace: string;
  id: string;
  contentHash?: string;
}

/**
 * The text that a signature of a message is over: canonical JSON (RFC 8785) of what it is about and of all that it
 * says, so that nothing of it can be changed, or moved to another message, verb, request, escalation or namespace.
 */
export function signedText(subject: SignedSubject, message: object): string {
  // Which way it came is not signed.
  const {
    signature: _signature,
    attemptId: _attemptId,
    via: _via,
    sentAt: _sentAt,
    ...says
  } = message as UnsignedFields;
  const { kind, namespace, id, contentHash } = subject;
  return canonicalize({ signed: 'temporal-hitl/1', kind, namespace, id, contentHash, says }) as string;
}

type UnsignedFields = Partial<Record<'signature' | 'attemptId' | 'via' | 'sentAt', unknown>>;
