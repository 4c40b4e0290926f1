import canonicalize from 'canonicalize';

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
  } = message as Way;
  const { kind, namespace, id, contentHash } = subject;
  return canonicalize({ signed: 'temporal-hitl/1', kind, namespace, id, contentHash, says }) as string;
}

type Way = Partial<Record<'signature' | 'attemptId' | 'via' | 'sentAt', unknown>>;
