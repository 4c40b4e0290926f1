import type { CancelMessage, Door } from '../../contract/decision';
import type { EscalationRecord, EscalationRefusal, EscalationVerdict } from '../../contract/escalation';
import type {
  AcknowledgeMessage,
  PromoteMessage,
  ReassignMessage,
  ResolveMessage,
} from '../../contract/escalation-messages';
import { LIMITS } from '../../contract/limits';
import type { Outcome } from '../../contract/verdict';
import { isOpenEscalation } from './end-escalation';
import { isoTime } from '../time';

/** Somebody's attempt: what they sent, when it arrived (milliseconds since 1970) and through which door. */
export type EscalationAttempt = { at: number; door: Door } & (
  | { kind: 'acknowledge'; message: AcknowledgeMessage }
  | { kind: 'resolve'; message: ResolveMessage }
  | { kind: 'promote'; message: PromoteMessage }
  | { kind: 'reassign'; message: ReassignMessage }
  | { kind: 'cancel'; message: CancelMessage }
  /** What no schema could read; `problem` says why, without repeating the input. */
  | { kind: 'unreadable'; problem: string }
);

export interface JudgedEscalation {
  record: EscalationRecord;
  verdict: EscalationVerdict;
}

/** A verdict on the escalation as it stands. */
export function escalationVerdict(
  record: EscalationRecord,
  outcome: Outcome,
  message: string,
  standing: { decidedBy?: string; decidedAt?: string } = {},
): EscalationVerdict {
  return { outcome, status: record.status, id: record.id, message, level: record.level, ...standing };
}

/** Who tried. */
export function attemptBy(attempt: EscalationAttempt): string | undefined {
  switch (attempt.kind) {
    case 'acknowledge':
      return attempt.message.acknowledgedBy;
    case 'resolve':
      return attempt.message.resolvedBy;
    case 'promote':
      return attempt.message.promotedBy;
    case 'reassign':
      return attempt.message.reassignedBy;
    case 'cancel':
      return attempt.message.cancelledBy;
    case 'unreadable':
      return undefined;
  }
}

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
  const refusal: EscalationRefusal = {
    at: isoTime(attempt.at),
    door: attempt.door,
    attempt: attempt.kind,
    ...(by !== undefined && { by }),
    outcome,
    message,
    ...traceOf(attempt),
  };
  return { ...record, refused: [...record.refused, refusal], refusedCount };
}

/** Which attempt it was, as whoever sent it says. */
export function traceOf(attempt: EscalationAttempt): {
  decisionId?: string;
  attemptId?: string;
  via?: string;
} {
  if (attempt.kind === 'unreadable') return {};
  const { decisionId, attemptId, via } = attempt.message;
  return {
    ...(decisionId !== undefined && { decisionId }),
    ...(attemptId !== undefined && { attemptId }),
    ...(via !== undefined && { via }),
  };
}
