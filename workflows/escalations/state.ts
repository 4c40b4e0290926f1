import type { EscalationRecord, EscalationVerdict } from '../../contract/escalation';
import type { RaiseMessage } from '../../contract/escalation-messages';
import { type EscalationAttempt } from '../../rules/escalations/attempt';
import { type QueuedAttempt as AnyWaiting, type AttemptQueue } from '../core/attempt-queue';

/** What waits: an attempt of a person, or the run that would escalate again. */
export type ArrivedAttempt = EscalationAttempt | { kind: 'raise'; at: number; message: RaiseMessage };
export type EscalationQueue = AttemptQueue<ArrivedAttempt, EscalationVerdict>;

/** What one escalation's workflow keeps as its state. */
export interface EscalationState {
  record: EscalationRecord;
  readonly queue: EscalationQueue;
  readonly lookups: Lookups;
  readonly cancelledInTemporal: boolean;
  /** The workflow judges attempts, or is not ready for any: an Update that comes meanwhile is queued. */
  isBusy: boolean;
}

export type QueuedEscalationAttempt = AnyWaiting<ArrivedAttempt, EscalationVerdict>;

/** What the directory is being asked, while the clocks run and others are judged. */
export interface Lookups {
  /** Attempts that wait for its answer. */
  readonly heldAttempts: QueuedEscalationAttempt[];
  /** What it has answered, to be taken to the record. */
  readonly pendingAnswers: (() => void)[];
  /** The reassignments whose names it is asked about now. */
  readonly openReassignments: Set<QueuedEscalationAttempt>;
}

export function noLookups(): Lookups {
  return { heldAttempts: [], pendingAnswers: [], openReassignments: new Set() };
}
