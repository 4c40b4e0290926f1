import { z } from 'zod';
import type { CheckResult, TriggerMemory } from './check';
import type { VerdictOutcome } from './decision';
import type { EscalationStatus, Resolution } from './escalation';
import { ExactJsonSchema } from './json';
import { LIMITS, utf8Bytes } from './limits';
import { type Level, type RequestStatus } from './names';
import type { StepDecision } from './step';
import { LevelSchema, NameSchema, text } from './text';

/** How an agent run stands. */
export const RunStatus = {
  RUNNING: 'running',
  COMPLETED: 'completed',
  ABORTED: 'aborted',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
} as const;
export type RunStatus = (typeof RunStatus)[keyof typeof RunStatus];
export const RUN_STATUSES = Object.values(RunStatus);

/** The argument of the agent-run workflow. */
export interface RunInput {
  /** The agent of the config whose steps the worker runs. Absent: attached, an agent elsewhere reports. */
  agent?: string;
  input?: unknown;
  /** On whose behalf it runs; it may not approve what the run asks for. */
  requesterId?: string;
}

/** What the config says of one run. Durations in milliseconds. */
export interface RunPlan {
  configDigest: string;
  /** The thresholds of `time_exceeded`, each with what it would find. */
  timeTriggers: { name: string; threshold: number; cooldown?: number }[];
  maxSteps: number;
  /** Absent for an attached run. */
  runTimeout?: number;
  stepTimeout: number;
  heartbeatTimeout: number;
  maxAttempts: number;
  retryAfter: number;
  /** An attached run that reports nothing for so long ends. */
  idleTimeout: number;
  /** Who may cancel it, besides its requester and itself; and the people of those that are teams, once known. */
  operators: string[];
  teams?: Record<string, string[]>;
}

/** An approval that the run asked for. */
export interface RunApproval {
  key: string;
  id: string;
  contentHash: string;
  status: RequestStatus;
  requestedInStep: number;
  /** Once ended: what the next step is told. */
  decision?: StepDecision;
  /** Whether a step has been told. */
  isReported: boolean;
}

/** An escalation of the run. */
export interface RunEscalation {
  id: string;
  status: EscalationStatus;
  /** The present level, or the last. */
  level: Level;
  reason: string;
  escalatedBy?: string;
  startedAt: string;
  endedAt?: string;
  resolution?: Resolution;
}

/** One step or report, for the timeline; the latest 100 are kept. */
export interface RunEvent {
  at: string;
  what: 'step' | 'report' | 'failed_attempt';
  /** The step's number, or the report's. */
  number: number;
  confidence?: number;
  cost?: number;
  text?: string;
  error?: string;
  /** The triggers that fired. */
  fired?: string[];
  /** Of a report: sent again, it is known by this. */
  attemptId?: string;
}

/** What ended a run. */
export interface RunEnd {
  at: string;
  by: 'agent' | 'people' | 'system';
  name?: string;
  reason?: string;
  error?: { name: string; message: string };
  /** The attempt that ended it, to know its second transport. */
  attemptId?: string;
}

/** All that is known of a run: the state of its workflow, the answer of its query and its result. */
export interface RunRecord extends RunInput {
  id: string;
  kind: 'run';
  form: 'hosted' | 'attached';
  status: RunStatus;
  startedAt: string;
  plan?: RunPlan;
  /** Of a hosted run: what its last step answered. */
  state?: unknown;
  output?: unknown;
  totals: { steps: number; reports: number; errors: number; cost: number };
  /** Milliseconds spent waiting for people, up to `waitingSince` if it waits now. */
  waitedMs: number;
  waitingSince?: string;
  /** When something was last heard of an attached run's agent, or of people it waited for. */
  lastActivityAt: string;
  approvals: RunApproval[];
  escalations: RunEscalation[];
  events: RunEvent[];
  /** The modification that the next step has not been given yet; `later` those for the steps after it. */
  guidance?: { value: unknown; later?: unknown[] };
  memory: TriggerMemory;
  /** The triggers that the open escalation is about, with their latest values. */
  openTriggers?: Record<string, number | null>;
  end?: RunEnd;
}

/** The answer to a report. `escalationId` when it opened an escalation or added to the open one. */
export interface ReportResult extends CheckResult {
  escalationId?: string;
}

/** The answer to an attempt to finish or cancel a run. */
export interface RunVerdict {
  outcome: VerdictOutcome;
  status: RunStatus;
  id: string;
  message: string;
}

/** What a list shows of a run without asking its workflow. */
export interface RunMemo {
  agent?: string;
  requesterId?: string;
  /** The digest of the input of a hosted run: the same start again is the same run. */
  inputHash?: string;
  /** The account in the inbox that started it, where one did. */
  submittedBy?: string;
}

const noteText = text(LIMITS.notesBytes);
const attemptFields = {
  attemptId: NameSchema.optional(),
  via: NameSchema.optional(),
  sentAt: z.number().int().nonnegative().optional(),
};

/** What an agent reports; JSON of at most 256 KB. */
export const ReportContextSchema = z
  .record(z.string(), ExactJsonSchema)
  .refine((value) => utf8Bytes(JSON.stringify(value)) <= LIMITS.contextBytes, {
    error: `is larger than ${LIMITS.contextBytes / 1024} KB`,
  });

/** An agent elsewhere reports how it stands. */
export const ReportSchema = z.strictObject({
  context: ReportContextSchema,
  /** Open the escalation in the same call, if the triggers say so. */
  escalate: z.boolean().default(false),
  ...attemptFields,
});

/** A person, or the agent itself, escalates without a trigger. */
export const EscalateSchema = z.strictObject({
  level: LevelSchema,
  reason: noteText.refine((value) => value.trim() !== '', { error: 'must say what is wrong' }),
  escalatedBy: NameSchema.optional(),
  context: ReportContextSchema.optional(),
  ...attemptFields,
});

export const FinishSchema = z.strictObject({ output: ExactJsonSchema.optional(), ...attemptFields });

export const CancelRunSchema = z.strictObject({
  cancelledBy: NameSchema,
  reason: noteText.optional(),
  ...attemptFields,
});
