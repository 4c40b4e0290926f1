import { defined } from '../../contract/defined';
import type {
  AcceptedAttempt,
  EscalationRecord,
  EscalationRefusal,
  EscalationVerdict,
} from '../../contract/escalation';
import { LIMITS } from '../../contract/limits';
import { digest } from '../digest';
import { truncateToBytes, isoTime } from '../text';
import { attemptBy, type EscalationAttempt, traceOf } from './attempt';
import { isOpenEscalation } from './record';

/*
 * What the record keeps of attempts, so that it recognizes an attempt that is sent again, by the ids of its sender.
 */

/** Accepted attempts that the record remembers. Only a flood has more. */
const MAX_ACCEPTED = 100;

type Readable = Exclude<EscalationAttempt, { kind: 'unreadable' }>;

/** The digest of an attempt's content, the same for every tool. Only for an attempt with a `decisionId`. */
function attemptDigest(attempt: EscalationAttempt): string | undefined {
  if (attempt.kind === 'unreadable' || attempt.message.decisionId === undefined) return undefined;
  const { decisionId: _decision, attemptId: _attempt, via: _via, sentAt: _sentAt, ...rest } = attempt.message;
  const { signature: _signature, ...content } = rest as { signature?: unknown };
  return digest({ kind: attempt.kind, ...content });
}

/** The record with this accepted attempt added, so that it is recognized when it is sent again. */
export function withAccepted(record: EscalationRecord, attempt: EscalationAttempt): EscalationRecord {
  const { attemptId, decisionId, keyId } = traceOf(attempt);
  if (attempt.kind === 'unreadable' || (attemptId === undefined && decisionId === undefined)) return record;
  const content = attemptDigest(attempt);
  const accepted: AcceptedAttempt = {
    at: isoTime(attempt.at),
    by: attemptBy(attempt) ?? '',
    what: attempt.kind,
    ...defined({ attemptId, decisionId, content, keyId }),
  };
  return { ...record, accepted: [...(record.accepted ?? []), accepted].slice(-MAX_ACCEPTED) };
}

/**
 * Whether this person has used the `decisionId` before for another content. The first use defines the id, also if it was
 * refused. A forged attempt (without a valid signature) does not.
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

/** The accepted attempt of this person with the same `decisionId`. */
export function acceptedUnder(record: EscalationRecord, attempt: Readable): AcceptedAttempt | undefined {
  const { decisionId } = attempt.message;
  if (decisionId === undefined) return undefined;
  const by = attemptBy(attempt);
  return record.accepted?.find((a) => a.by === by && a.decisionId === decisionId);
}

/** With this limit 100 refusals and the rest of the record fit into a workflow result (2 MB). */
const MESSAGE_BYTES = 500;

/** The record with a refused attempt added, while the escalation is open. Above 100 refusals it only counts them (design rule 12). */
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
    ...defined({ by }),
    outcome,
    message: truncateToBytes(message, MESSAGE_BYTES),
    ...traceOf(attempt),
    ...defined({ content }),
  };
  return { ...record, refused: [...record.refused, refusal], refusedCount };
}
