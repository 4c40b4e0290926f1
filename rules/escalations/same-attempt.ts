import type { AcceptedAttempt, EscalationRecord, EscalationRefusal } from '../../contract/escalation';
import { digest } from '../digest';
import { attemptBy, type EscalationAttempt, traceOf } from './escalation-attempt';
import { isoTime } from '../time';

/** Knowing an attempt again, by the ids that whoever sent it gave it. */

/** So many accepted attempts are remembered; more could only come from a flood. */
const MOST_ACCEPTED = 100;

type Readable = Exclude<EscalationAttempt, { kind: 'unreadable' }>;

/** The digest of what an attempt with a `decisionId` asks for, whichever tool sent it; of one without, nothing. */
export function contentOf(attempt: EscalationAttempt): string | undefined {
  if (attempt.kind === 'unreadable' || attempt.message.decisionId === undefined) return undefined;
  const { decisionId: _decision, attemptId: _attempt, via: _via, sentAt: _sentAt, ...said } = attempt.message;
  const { signature: _signature, ...content } = said as { signature?: unknown };
  return digest({ kind: attempt.kind, ...content });
}

/** The record that knows this attempt, which counted, when it comes again. */
export function withAccepted(record: EscalationRecord, attempt: EscalationAttempt): EscalationRecord {
  const { attemptId, decisionId, keyId } = traceOf(attempt);
  if (attempt.kind === 'unreadable' || (attemptId === undefined && decisionId === undefined)) return record;
  const content = contentOf(attempt);
  const accepted: AcceptedAttempt = {
    at: isoTime(attempt.at),
    by: attemptBy(attempt) ?? '',
    what: attempt.kind,
    ...(attemptId !== undefined && { attemptId }),
    ...(decisionId !== undefined && { decisionId }),
    ...(content !== undefined && { content }),
    ...(keyId !== undefined && { keyId }),
  };
  return { ...record, accepted: [...(record.accepted ?? []), accepted].slice(-MOST_ACCEPTED) };
}

/**
 * Whether this person's `decisionId` stands for something else: its first use says for what, also if it was refused; but
 * no forgery does.
 */
export function isOtherContent(record: EscalationRecord, attempt: Readable): boolean {
  const { decisionId } = attempt.message;
  if (decisionId === undefined) return false;
  const by = attemptBy(attempt);
  const first =
    countedUnder(record, attempt) ??
    record.refused.find((r) => r.by === by && r.decisionId === decisionId && !isForged(record, r));
  return first !== undefined && first.content !== contentOf(attempt);
}

function isForged({ plan }: EscalationRecord, { attempt, keyId }: EscalationRefusal): boolean {
  return plan?.signed === true && attempt !== 'cancel' && keyId === undefined;
}

/** What this person's `decisionId` has counted for. */
export function countedUnder(record: EscalationRecord, attempt: Readable): AcceptedAttempt | undefined {
  const { decisionId } = attempt.message;
  if (decisionId === undefined) return undefined;
  const by = attemptBy(attempt);
  return record.accepted?.find((a) => a.by === by && a.decisionId === decisionId);
}
