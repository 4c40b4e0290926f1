import { z } from 'zod';
import { DurationSchema } from '../duration';
import type { StepFunction } from '../step';

/** An agent whose steps the worker runs. */
export const AgentSchema = z.strictObject({
  step: z.custom<StepFunction>((value) => typeof value === 'function', {
    error: 'must be a function ({ runId, input, state, decisions, guidance }) => { state?, done?, ... }',
  }),
  /** The run ends as failed after so many steps. Default 1000. */
  maxSteps: z.number().int().positive().max(1_000_000).default(1000),
  /** The run ends as failed after so long, people's time included. Default 30 days. */
  runTimeout: DurationSchema.default('30 days'),
  /** One attempt at a step may take so long. Default 10 minutes. */
  stepTimeout: DurationSchema.default('10m'),
  /** A worker that died is noticed after so long. Default 30 seconds. */
  heartbeatTimeout: DurationSchema.default('30s'),
  /** So many attempts at one step, then the run ends as failed. Default 5. */
  maxAttempts: z.number().int().positive().max(1000).default(5),
  /** The pause before the second attempt, and after a step that had nothing to do; it doubles, up to a minute. Default 1 second. */
  retryAfter: DurationSchema.default('1s'),
});

export type Agent = z.output<typeof AgentSchema>;
