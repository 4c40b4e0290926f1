import type {
  AcceptedAttempt,
  EscalationRecord,
  EscalationRefusal,
  EscalationVerdict,
} from '../../contract/escalation';
import { LIMITS } from '../../contract/limits';
import { digest } from '../digest';
import { truncateToBytes } from '../requests/details';
import { isoTime } from '../text';
import { attemptBy, type EscalationAttempt, traceOf } from './attempt';
import { isOpenEscalation } from './record';

/*
 * What the record keeps of attempts, so that one that is sent again is recognized.
 */

/** Knowing an attempt again, by the ids that whoever sent it gave it. */

/** So many accepted attempts are remembered; more could only come from a flood. */
const MAX_ACCEPTED = 100;

type Readable = Exclude<EscalationAttempt, { kind: 'unreadable' }>;

/** The digest of what an attempt with a `decisionId` asks for, whichever tool sent it; of one without, nothing. */
function attemptDigest(attempt: EscalationAttempt): string | undefined {
  if (attempt.kind === 'unreadable' || attempt.message.decisionId === undefined) return undefined;
  const { decisionId: _decision, attemptId: _attempt, via: _via, sentAt: _sentAt, ...said } = attempt.message;
  const { signature: _signature, ...content } = said as { signature?: unknown };
  return digest({ kind: attempt.kind, ...content });
}

/** The record that knows this attempt, which counted, when it comes again. */
export function withAccepted(record: EscalationRecord, attempt: EscalationAttempt): EscalationRecord {
  const { attemptId, decisionId, keyId } = traceOf(attempt);
  if (attempt.kind === 'unreadable' || (attemptId === undefined && decisionId === undefined)) return record;
  const content = attemptDigest(attempt);
  const accepted: AcceptedAttempt = {
    at: isoTime(attempt.at),
    by: attemptBy(attempt) ?? '',
    what: attempt.kind,
    ...(attemptId !== undefined && { attemptId }),
    ...(decisionId !== undefined && { decisionId }),
    ...(content !== undefined && { content }),
    ...(keyId !== undefined && { keyId }),
  };
  return { ...record, accepted: [...(record.accepted ?? []), accepted].slice(-MAX_ACCEPTED) };
}

/**
 * Whether this person's `decisionId` stands for something else: its first use says for what, also if it was refused; but
 * no forgery does.
 */
export function reusesDecisionId(record: EscalationRecord, attempt: Readable): boolean {
  const { decisionId } = attempt.message;
  if (decisionId === undefined) return false;
  const by = attemptBy(attempt);
  const first =
    acceptedUnder(record, attempt) ??
    record.refused.find((r) => r.by === by && r.decisionId === decisionId && !isForged(record, r));
  return first !== undefined && first.content !== attemptDigest(attempt);
}

function isForged({ plan }: EscalationRecord, { attempt, keyId }: EscalationRefusal): boolean {
  return plan?.signed === true && attempt !== 'cancel' && keyId === undefined;
}

/** What this person's `decisionId` has counted for. */
export function acceptedUnder(record: EscalationRecord, attempt: Readable): AcceptedAttempt | undefined {
  const { decisionId } = attempt.message;
  if (decisionId === undefined) return undefined;
  const by = attemptBy(attempt);
  return record.accepted?.find((a) => a.by === by && a.decisionId === decisionId);
}

/** A hundred refusals, with all else of the record, fit a result (2 MB). */
const MESSAGE_BYTES = 500;

/** The record with a refused attempt in it, while it is open; past 100 they are only counted (design rule 12). */
export function withEscalationRefusal(
  record: EscalationRecord,
  attempt: EscalationAttempt,
  { outcome, message }: EscalationVerdict,
): EscalationRecord {
  if (!isOpenEscalation(record)) return record;
  const refusedCount = record.refusedCount + 1;
  if (record.refused.length >= LIMITS.recordedRefusals) return { ...record, refusedCount };
  const by = attemptBy(attempt);
  const content = attemptDigest(attempt);
  const refusal: EscalationRefusal = {
    at: isoTime(attempt.at),
    transport: attempt.transport,
    attempt: attempt.kind,
    ...(by !== undefined && { by }),
    outcome,
    message: truncateToBytes(message, MESSAGE_BYTES),
    ...traceOf(attempt),
    ...(content !== undefined && { content }),
  };
  return { ...record, refused: [...record.refused, refusal], refusedCount };
}
