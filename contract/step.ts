import { z } from 'zod';
import { LIMITS, utf8Bytes } from './limits';
import { DERIVED_ENDS, type RequestStatus } from './names';
import { NameSchema, text } from './text';
import { RequestContentSchema } from './request';

/** How one of the approvals that a step asked for ended. */
export interface StepDecision {
  key: string;
  requestId: string;
  status: Exclude<RequestStatus, 'pending'>;
  /** Who decided: a person, or the policy, the fallback, the system. */
  by?: string;
  reason?: string;
  /** For a model: what was decided, and what to do about it. */
  message: string;
}

/** What a step is given. */
export interface StepInput<State = unknown, Input = unknown> {
  runId: string;
  /** From 1. The same again when an attempt failed. */
  step: number;
  /** Which attempt at this step, from 1. */
  attempt: number;
  /** The same for every attempt at this step: give it to whatever the step changes, so that it is changed once. */
  idempotencyKey: string;
  input: Input;
  /** On whose behalf the run goes. */
  requesterId?: string;
  /** What the last step answered as `state`. */
  state: State | undefined;
  /** The approvals that ended since the last step, by key. */
  decisions: Record<string, StepDecision>;
  /** The keys of approvals still open. */
  pending: string[];
  /** The modification of the escalation that was resolved since the last step; given exactly once. */
  guidance?: unknown;
  /** Aborts when the run ends or the worker stops. */
  signal: AbortSignal;
}

/** One approval that a step asks for; `key` names it within the run, also in later steps. */
const StepApprovalSchema = RequestContentSchema.omit({ requesterId: true, runId: true }).extend({
  key: NameSchema.refine((key) => !DERIVED_ENDS.test(`-${key}`), {
    error: 'ends as an id that temporal-hitl derives (-notifications, -escalation, -use): use another key',
  }),
  /** Default: the run's requester. */
  requesterId: NameSchema.optional(),
});

/** JSON that is carried along: Temporal takes 2 MB for all that a step is given, and for a run's whole record. */
const boundedJson = (bytes: number) =>
  z.json().refine((value) => utf8Bytes(JSON.stringify(value)) <= bytes, {
    error: `is larger than ${bytes / 1024} KB`,
  });

export const StepResultSchema = z.strictObject({
  /** Kept, and given to the next step: at most 512 KB. */
  state: boundedJson(2 * LIMITS.contextBytes).optional(),
  /** Of the run, once it is done: at most 256 KB. */
  output: boundedJson(LIMITS.contextBytes).optional(),
  done: z.boolean().optional(),
  /** Not checked to be a number here: a confidence that is none fires its trigger. */
  confidence: z.unknown().optional(),
  /** What this step cost; the run adds up. */
  cost: z.unknown().optional(),
  /** What the agent said or did, for triggers and for the record. */
  text: text(LIMITS.contextBytes).optional(),
  /** More for the triggers to look at. */
  context: z.record(z.string(), z.json()).optional(),
  approvals: z.array(StepApprovalSchema).max(100).optional(),
  /** Whether the next step waits for `any` of the open approvals (default), for `all` of them, or for `none`. */
  waitFor: z.enum(['any', 'all', 'none']).optional(),
});

export type StepApproval = z.output<typeof StepApprovalSchema>;
export type StepResult = z.output<typeof StepResultSchema>;
type LooselyTyped = 'state' | 'output' | 'context' | 'approvals';
type StepApprovalInput = Omit<z.input<typeof StepApprovalSchema>, 'context'> & { context?: object };

/** What a step answers. What is typed loosely here is kept as JSON: an agent's own types are no index signatures. */
export type StepAnswer = Omit<z.input<typeof StepResultSchema>, LooselyTyped> & {
  state?: unknown;
  output?: unknown;
  context?: object;
  approvals?: StepApprovalInput[];
};

// `any`, so that an agent declares its own state, input and guidance.
/* eslint-disable @typescript-eslint/no-explicit-any */
export type StepFunction = (
  given: StepInput<any, any> & { guidance?: any },
) => Promise<StepAnswer> | StepAnswer;
/* eslint-enable @typescript-eslint/no-explicit-any */
