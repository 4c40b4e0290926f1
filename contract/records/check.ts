import { z } from 'zod';
import { NamedLevelSchema, TimeSchema, TriggerTypeSchema } from './values';

export const FiredTriggerSchema = z
  .strictObject({
    name: z.string(),
    type: TriggerTypeSchema,
    level: NamedLevelSchema,
    /** What was found, such as `confidence 0.3 is below 0.5`. Never the sensitive value itself. */
    reason: z.string(),
    /** The value that fired the trigger, if it is a number. For `time_exceeded`: milliseconds. */
    value: z.number().optional(),
  })
  .meta({ id: 'FiredTrigger', description: 'A trigger that fired.' });
/** A trigger that fired. */
export type FiredTrigger = z.output<typeof FiredTriggerSchema>;

const SuppressedTriggerSchema = z
  .strictObject({ name: z.string(), why: z.string() })
  .meta({ id: 'SuppressedTrigger', description: 'A trigger that fired but was suppressed, and why.' });
/** A trigger that fired but was suppressed, and why. */
export type SuppressedTrigger = z.output<typeof SuppressedTriggerSchema>;

const checkFields = {
  shouldEscalate: z.boolean(),
  /** The highest level of the triggers that fired. */
  level: NamedLevelSchema.optional(),
  /** Names every trigger that fired. */
  reason: z.string().optional(),
  triggers: z.array(FiredTriggerSchema),
  suppressed: z.array(SuppressedTriggerSchema),
  /** The names of malformed values. A missing value is not a problem. */
  problems: z.array(z.string()),
};

/** The result of evaluating the triggers. A check alone opens no escalation (design escalation rule 2). */
export type CheckResult = z.output<z.ZodObject<typeof checkFields>>;

export const ReportResultSchema = z
  .strictObject({
    ...checkFields,
    /** The escalation that the report opened, or the open one that it was added to. */
    escalationId: z.string().optional(),
  })
  .meta({ id: 'ReportResult', description: "The answer to an agent's report." });
/** The answer to an agent's report. */
export type ReportResult = z.output<typeof ReportResultSchema>;

export const TriggerMemorySchema = z.record(
  z.string(),
  z.strictObject({ resolvedAt: TimeSchema, value: z.number().optional() }),
);
/** For each trigger whose escalation was resolved, by name: when, and the value that fired it. */
export type TriggerMemory = z.output<typeof TriggerMemorySchema>;

/** A stretch of time, in milliseconds since 1970. Without `to` it has not ended. */
export interface TimeSpan {
  from: number;
  to?: number;
}

/** What an activity needs to check one report. */
export interface CheckInput {
  runId: string;
  context: Record<string, unknown>;
  /** How long the agent has worked, in milliseconds, as far as the run knows. */
  agentMs: number;
  /** When the run started, as ISO 8601. */
  startedAt: string;
  /** The time by the run's clock, in milliseconds since 1970. */
  now: number;
  memory: TriggerMemory;
  /**
   * Only for an attached run: when it waited for people, as far as it knows. The activity also looks for requests that
   * were made elsewhere for the run.
   */
  waitingSpans?: TimeSpan[];
  /** Evaluate only the time triggers, because a timer fired and there is no report. */
  timeOnly?: boolean;
}
