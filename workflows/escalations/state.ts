import type { EscalationRecord, EscalationVerdict } from '../../contract/escalation';
import type { RaiseMessage } from '../../contract/escalation-messages';
import { type EscalationAttempt } from '../../rules/escalations/attempt';
import { type QueuedAttempt, type AttemptQueue } from '../core/attempt-queue';
import type { WakeTimer } from '../core/wake-timer';

/** An entry of the queue: an attempt of a person, or the run that escalates again. */
export type ArrivedAttempt = EscalationAttempt | { kind: 'raise'; at: number; message: RaiseMessage };
export type EscalationQueue = AttemptQueue<ArrivedAttempt, EscalationVerdict>;

/** The state of one escalation's workflow. */
export interface EscalationState {
  record: EscalationRecord;
  readonly queue: EscalationQueue;
  readonly lookups: Lookups;
  readonly cancelledInTemporal: boolean;
  /** Wakes the workflow at the next deadline or reminder. */
  readonly wakeTimer: WakeTimer;
  /** The workflow is judging attempts, or is not ready yet. An Update that comes in the meantime is queued. */
  isBusy: boolean;
}

export type QueuedEscalationAttempt = QueuedAttempt<ArrivedAttempt, EscalationVerdict>;

/** The lookups in the directory. Meanwhile the deadlines run and other attempts are judged. */
export interface Lookups {
  /** Attempts that wait for an answer. */
  readonly heldAttempts: QueuedEscalationAttempt[];
  /** Answers that are not applied to the record yet. */
  readonly pendingAnswers: (() => void)[];
  /** The reassignments whose names are being looked up. */
  readonly openReassignments: Set<QueuedEscalationAttempt>;
}

export function noLookups(): Lookups {
  return { heldAttempts: [], pendingAnswers: [], openReassignments: new Set() };
}
