import type { FiredTrigger } from './records/check';
import type { Level } from './names';

/** The argument of the escalation workflow: what is wrong, with whom, and how high. */
export interface EscalationInput {
  /** The agent run, or the request, that it is about. */
  runId: string;
  /** Set when an expired request escalates. */
  requestId?: string;
  level: Level;
  reason: string;
  triggers: FiredTrigger[];
  /** Who asked for it, if a person or an agent did and no trigger. */
  escalatedBy?: string;
  /** What the agent reported, for the person who resolves. */
  context?: Record<string, unknown>;
}

export type {
  AcceptedAttempt,
  Escalated,
  EscalationEvent,
  EscalationRecord,
  EscalationRefusal,
  EscalationView,
  LadderPlan,
  PlannedRung,
  Resolution,
  ResolutionAction,
} from './records/escalation';
export type { EscalationVerdict } from './records/verdicts';

/** What a list shows of an escalation without asking its workflow. */
export interface EscalationMemo {
  runId: string;
  requestId?: string;
  level: Level;
  reason: string;
}
