import canonicalize from 'canonicalize';
import type { Signature } from '../../contract/signature';

/** What a message is about: which verb, on what; of a request its content, too. */
export interface SignedSubject {
  kind: 'decide' | 'acknowledge' | 'resolve' | 'promote' | 'reassign';
  id: string;
  contentHash?: string;
}

/** What of a message is not signed: which way it came. */
interface Unsigned {
  signature?: Signature | undefined;
  attemptId?: string | undefined;
  via?: string | undefined;
}

/**
 * The text that a signature of a message is over: canonical JSON (RFC 8785) of what it is about and of all that it
 * says, so that nothing of it can be changed, or moved to another message, verb, request or escalation.
 */
export function signedText<M extends Unsigned>(subject: SignedSubject, message: M): string {
  const { signature: _signature, attemptId: _attemptId, via: _via, ...says } = message;
  const { kind, id, contentHash } = subject;
  return canonicalize({ signed: 'temporal-hitl/1', kind, id, contentHash, says }) as string;
}
