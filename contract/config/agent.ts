import { z } from 'zod';
import { DurationSchema } from '../duration';
import type { StepFunction } from '../step';

/** An agent whose steps the worker runs. */
export const AgentSchema = z.strictObject({
  /** One step of the agent. The worker calls it until it returns `done: true`. */
  step: z.custom<StepFunction>((value) => typeof value === 'function', {
    error: 'must be a function ({ runId, input, state, decisions, guidance }) => { state?, done?, ... }',
  }),
  /** The run fails after this many steps. Default 1000. */
  maxSteps: z.number().int().positive().max(1_000_000).default(1000),
  /** The run fails after this time, which includes the time spent waiting for people. Default 30 days. */
  runTimeout: DurationSchema.default('30 days'),
  /** The timeout of one attempt at a step. Default 10 minutes. */
  stepTimeout: DurationSchema.default('10m'),
  /** A worker that died is noticed after this time. Default 30 seconds. */
  heartbeatTimeout: DurationSchema.default('30s'),
  /** The run fails after this many failed attempts at one step. Default 5. */
  maxAttempts: z.number().int().positive().max(1000).default(5),
  /** The pause before the second attempt, and after a step that had nothing to do. It doubles, up to a minute. Default 1 second. */
  retryAfter: DurationSchema.default('1s'),
});

export type Agent = z.output<typeof AgentSchema>;
