import type { CancelMessage, Door } from '../../contract/decision';
import type { EscalationRecord, EscalationVerdict } from '../../contract/escalation';
import type {
  AcknowledgeMessage,
  PromoteMessage,
  ReassignMessage,
  ResolveMessage,
} from '../../contract/escalation-messages';
import type { Outcome } from '../../contract/verdict';

/** Somebody's attempt: what they sent, when it arrived (milliseconds since 1970) and through which door. */
export type EscalationAttempt = { at: number; door: Door } & (
  | { kind: 'acknowledge'; message: AcknowledgeMessage }
  | { kind: 'resolve'; message: ResolveMessage }
  | { kind: 'promote'; message: PromoteMessage }
  /** `lookup`: what the directory said of assignees that the ladder does not name, once it was asked. */
  | {
      kind: 'reassign';
      message: ReassignMessage;
      lookup?: { teams: Record<string, string[]> } | 'unanswered';
    }
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
