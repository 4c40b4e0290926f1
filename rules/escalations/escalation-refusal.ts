import type { EscalationRecord, EscalationRefusal, EscalationVerdict } from '../../contract/escalation';
import { LIMITS } from '../../contract/limits';
import { cutTo } from '../requests/request-details';
import { isOpenEscalation } from './end-escalation';
import { attemptBy, type EscalationAttempt, traceOf } from './escalation-attempt';
import { contentOf } from './same-attempt';
import { isoTime } from '../time';

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
  const content = contentOf(attempt);
  const refusal: EscalationRefusal = {
    at: isoTime(attempt.at),
    door: attempt.door,
    attempt: attempt.kind,
    ...(by !== undefined && { by }),
    outcome,
    message: cutTo(message, MESSAGE_BYTES),
    ...traceOf(attempt),
    ...(content !== undefined && { content }),
  };
  return { ...record, refused: [...record.refused, refusal], refusedCount };
}
