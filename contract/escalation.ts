import type { FiredTrigger } from './check';
import type { Transport, VerdictOutcome } from './decision';
import type { Finally } from './config/ladder';
import type { Level } from './names';

/** How an escalation stands. */
export const EscalationStatus = {
  PENDING: 'pending',
  ACKNOWLEDGED: 'acknowledged',
  RESOLVED: 'resolved',
  CANCELLED: 'cancelled',
} as const;
export type EscalationStatus = (typeof EscalationStatus)[keyof typeof EscalationStatus];
export const ESCALATION_STATUSES = Object.values(EscalationStatus);

export type ResolutionAction = 'continue' | 'abort' | 'modify';

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

/** One level that has assignees. Durations in milliseconds. */
export interface PlannedRung {
  level: Level;
  assignees: string[];
  acknowledgeWithin: number;
  resolveWithin: number;
  remindEvery?: number;
}

/** The ladder for one escalation, frozen with the digest of the config that made it. */
export interface LadderPlan {
  configDigest: string;
  /** Lowest first: every level that has assignees. */
  rungs: PlannedRung[];
  repeat: number;
  finally: Finally;
  /** Who may cancel, besides its run. */
  operators: string[];
  /** What people do to it counts only with a signature by a key of the config's. Absent where that needs none. */
  signed?: true;
  /** Set where the config has channels: people are told. */
  notify?: true;
  /** The people of each entry that is a team, and of each name that was assigned by hand. */
  teams: Record<string, string[]>;
  /** The entries about which the directory has not answered yet. Absent with a directory that is no function. */
  unresolved?: string[];
}

/** One thing that happened, oldest first. Long texts and lists are cut: what was sent is in Temporal's own history. */
export type EscalationEvent = { at: string } & (
  | { what: 'opened'; level: Level; reason: string }
  | { what: 'skipped'; level: Level }
  /** `more`: so many assignees are not listed here. */
  | { what: 'notified'; level: Level; assignees: string[]; more?: number }
  | { what: 'reminded'; level: Level }
  /** `keyId`: where it must be signed, the key it was signed with. */
  | { what: 'acknowledged'; by: string; level: Level; notes?: string; keyId?: string }
  | { what: 'lapsed'; by: string; level: Level }
  /** `by` is absent when nobody acknowledged in time. */
  | { what: 'promoted'; from: Level; to: Level; by?: string; reason?: string; keyId?: string }
  | { what: 'repeated'; round: number; level: Level }
  /** The run asked again while this was open: at a higher level it rises, else its reason is added. */
  | { what: 'raised'; from: Level; to: Level; reason: string; by?: string; triggers?: string[] }
  | { what: 'added'; level: Level; reason: string; by?: string; triggers?: string[] }
  | {
      what: 'reassigned';
      by: string;
      assignees: string[];
      more?: number;
      level: Level;
      reason?: string;
      keyId?: string;
    }
  /** Nobody acknowledged, and the ladder has ended. */
  | { what: 'finally'; action: Finally }
  | { what: 'resolved'; by: string; action: ResolutionAction; resolution: string; keyId?: string }
  | { what: 'cancelled'; by: string; reason?: string }
  /** So much happened that this many events after this one are no longer kept. */
  | { what: 'omitted'; count: number }
);

/** An attempt that was refused while the escalation was open. */
export interface EscalationRefusal {
  at: string;
  transport: Transport;
  attempt: 'acknowledge' | 'resolve' | 'promote' | 'reassign' | 'cancel' | 'unreadable';
  by?: string;
  outcome: VerdictOutcome;
  message: string;
  attemptId?: string;
  decisionId?: string;
  /** With a `decisionId`: the digest of what it stands for. */
  content?: string;
  via?: string;
  /** Where it must be signed: the key it was signed with, as a worker checked. */
  keyId?: string;
}

/** An attempt that counted, remembered to know it again. */
export interface AcceptedAttempt {
  at: string;
  by: string;
  what: Exclude<EscalationRefusal['attempt'], 'unreadable'>;
  /** Of an attempt that may come through a second transport. */
  attemptId?: string;
  decisionId?: string;
  /** With a `decisionId`: the digest of what it stands for. */
  content?: string;
  keyId?: string;
}

/** How it ended. */
export interface Resolution {
  action: ResolutionAction;
  resolution: string;
  /** A person, or `finally` when nobody did. */
  resolvedBy: string;
  by: 'people' | 'system';
  at: string;
  modification?: unknown;
  decisionId?: string;
  attemptId?: string;
  transport?: Transport;
  via?: string;
  /** Where it must be signed: the key it was signed with. */
  keyId?: string;
}

/** All that is known of an escalation: the state of its workflow, the answer of its query and its result. */
export interface EscalationRecord extends EscalationInput {
  id: string;
  kind: 'escalation';
  status: EscalationStatus;
  startedAt: string;
  /** The level asked now; `startLevel` is the one it began at. `level` of the input may have had no assignees. */
  startLevel: Level;
  plan?: LadderPlan;
  /** Who is asked now: the present level's assignees, or those put in their place. */
  assignees: string[];
  /** The latest who were assigned by hand, at any level: they keep their right to resolve. */
  reassigned: string[];
  acknowledgedBy?: string;
  acknowledgedAt?: string;
  /** Which climb of the ladder this is, from 0. */
  round: number;
  /** When the present clock runs out, and when the assignees are reminded next. Absent when no clock runs. */
  dueAt?: string;
  remindAt?: string;
  history: EscalationEvent[];
  refused: EscalationRefusal[];
  refusedCount: number;
  /** How often its run asked again while it was open. */
  raiseCount: number;
  /** The latest accepted attempts that carried an id. */
  accepted?: AcceptedAttempt[];
  resolution?: Resolution;
  /** Of one that was cancelled. */
  cancelled?: { at: string; by: 'run' | 'operator' | 'system'; name?: string; reason?: string };
}

/** The answer to an attempt to acknowledge, resolve, promote, reassign or cancel an escalation. */
export interface EscalationVerdict {
  outcome: VerdictOutcome;
  status: EscalationStatus;
  id: string;
  message: string;
  level: Level;
  /** Whose resolution or acknowledgement stands, and since when. */
  decidedBy?: string;
  decidedAt?: string;
}

/** What a list shows of an escalation without asking its workflow. */
export interface EscalationMemo {
  runId: string;
  requestId?: string;
  level: Level;
  reason: string;
}
