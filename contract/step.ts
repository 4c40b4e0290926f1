import { z } from 'zod';
import { LIMITS, utf8Bytes } from './limits';
import { DERIVED_ENDS } from './names';
import type { StepDecision } from './records/run';
import { RequestContentSchema } from './request';
import { NameSchema, text } from './text';

export type { StepDecision };

/** The input of a step. */
export interface StepInput<State = unknown, Input = unknown> {
  /** The id of the run. */
  runId: string;
  /** The number of the step, from 1. A second attempt has the same number. */
  step: number;
  /** Which attempt at this step, from 1. */
  attempt: number;
  /** All attempts at this step have the same key. Pass it to the systems that the step changes, so that each change is made once. */
  idempotencyKey: string;
  /** The input that the run was started with. */
  input: Input;
  /** The person on whose behalf the agent runs. */
  requesterId?: string;
  /** The `state` that the last step returned. */
  state: State | undefined;
  /** The approvals that ended since the last step, by key. */
  decisions: Record<string, StepDecision>;
  /** The keys of the approvals that are still open. */
  pending: string[];
  /** The modification from the escalation that was resolved since the last step. It is passed exactly once. */
  guidance?: unknown;
  /** Aborts when the run ends or the worker stops. */
  signal: AbortSignal;
}

/** One approval that a step asks for. `key` identifies it within the run, also in later steps. */
const StepApprovalSchema = RequestContentSchema.omit({ requesterId: true, runId: true }).extend({
  /** Identifies the approval within the run, also in later steps. */
  key: NameSchema.refine((key) => !DERIVED_ENDS.test(`-${key}`), {
    error: 'ends like an id that temporal-hitl derives (-notifications, -escalation, -use): use another key',
  }),
  /** Default: the run's requester. */
  requesterId: NameSchema.optional(),
});

/** JSON of limited size. Temporal accepts at most 2 MB for the input of a step, and for the record of a run. */
const boundedJson = (bytes: number) =>
  z.json().refine((value) => utf8Bytes(JSON.stringify(value)) <= bytes, {
    error: `is larger than ${bytes / 1024} KB`,
  });

export const StepResultSchema = z.strictObject({
  /** Kept, and passed to the next step: at most 512 KB. */
  state: boundedJson(2 * LIMITS.contextBytes).optional(),
  /** The output of the run, once it is done: at most 256 KB. */
  output: boundedJson(LIMITS.contextBytes).optional(),
  /** Whether the run is complete. Default false: the next step follows. */
  done: z.boolean().optional(),
  /** Not validated here, because a confidence that is not a number fires its trigger. */
  confidence: z.unknown().optional(),
  /** The cost of this step. The run adds the costs of all steps. */
  cost: z.unknown().optional(),
  /** What the agent said or did, for triggers and for the record. */
  text: text(LIMITS.contextBytes).optional(),
  /** More values for the triggers. */
  context: z.record(z.string(), z.json()).optional(),
  approvals: z.array(StepApprovalSchema).max(100).optional(),
  /** Whether the next step waits for `any` of the open approvals (default), for `all` of them, or for `none`. */
  waitFor: z.enum(['any', 'all', 'none']).optional(),
});

export type StepApproval = z.output<typeof StepApprovalSchema>;
export type StepResult = z.output<typeof StepResultSchema>;
type LooselyTyped = 'state' | 'output' | 'context' | 'approvals';
type StepApprovalInput = Omit<z.input<typeof StepApprovalSchema>, 'context'> & {
  /** The exact arguments, as JSON: what was shown is what is approved. Default `{}`. */
  context?: object;
};

/** The result of a step. Some fields have loose types, because an agent's own interfaces have no index signature. They are kept as JSON. */
export type StepAnswer = Omit<z.input<typeof StepResultSchema>, LooselyTyped> & {
  /** Kept, and passed to the next step: at most 512 KB of JSON. Absent: the next step gets none. */
  state?: unknown;
  /** The output of the run, once it is done: at most 256 KB of JSON. */
  output?: unknown;
  /** More values for the triggers. */
  context?: object;
  /** The approvals that the agent asks for. The next step gets their decisions by key. */
  approvals?: StepApprovalInput[];
};

// `any`, so that an agent can declare the types of its state, input and guidance.
/* eslint-disable @typescript-eslint/no-explicit-any */
/** One step of an agent. It may fail and run again with the same `idempotencyKey`. An error that it throws is retried. */
export type StepFunction = (
  input: StepInput<any, any> & { guidance?: any },
) => Promise<StepAnswer> | StepAnswer;
/* eslint-enable @typescript-eslint/no-explicit-any */
