import canonicalize from 'canonicalize';
import type { Signature, SignatureCheck } from '../contract/signature';

/** An attempt that must be signed. Without `signatureCheck` its signature has not been checked. */
interface SignedAttempt {
  message: { signature?: Signature | undefined };
  signatureCheck?: SignatureCheck;
}

/** The id of the key that signed the attempt, if a worker has checked that the signature fits. */
export function signedBy({ message, signatureCheck }: SignedAttempt): string | undefined {
  return signatureCheck === 'fits' ? message.signature?.keyId : undefined;
}

/** Why an attempt that must be signed does not count: it has no signature that was checked and fits. */
export function signatureProblem({ message, signatureCheck }: SignedAttempt): string | undefined {
  if (signatureCheck === 'fits' && message.signature !== undefined) return undefined;
  const { signature } = message;
  if (signature === undefined) return `Decisions here must be signed, and this one is not. ${ADVICE}`;
  if (signatureCheck === 'unknown_key')
    return `The signing key '${signature.keyId}' is not (or no longer) in the config. ${ADVICE}`;
  return `The signature by key '${signature.keyId}' does not match this message. ${ADVICE}`;
}

const ADVICE = 'Decide in the inbox.';

/** The signing key, as text that follows a sentence; empty without a signature. */
export function signedWithText(keyId: string | undefined): string {
  return keyId === undefined ? '' : `, signed with ${keyId}`;
}

/** What a signed message is about: the verb, the workflow, its namespace and, for a request, its content. */
export interface SignedSubject {
  kind: 'decide' | 'acknowledge' | 'resolve' | 'promote' | 'reassign';
  namespace: string;
  id: string;
  contentHash?: string;
}

/**
 * The text that a message's signature signs: canonical JSON (RFC 8785) of the subject and of the whole message. So nobody can
 * change the message, or use its signature for another message, verb, request, escalation or namespace.
 */
export function signedText(subject: SignedSubject, message: object): string {
  // These fields say how the message was sent. They are not signed.
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
