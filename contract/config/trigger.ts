import { z } from 'zod';
import { DurationOrZeroSchema, DurationSchema } from '../duration';
import type { TriggerType } from '../names';
import { LevelSchema, NameSchema, text } from '../text';
import { ContextSchema } from './policy';

/** The kinds of sensitive data that the built-in detectors find. */
export const SENSITIVE_DATA_KINDS = ['card', 'iban', 'phone', 'email', 'credential', 'national_id'] as const;
export type SensitiveDataKind = (typeof SENSITIVE_DATA_KINDS)[number];

/** The part of the run that a trigger's function receives. */
export interface TriggerRun {
  runId: string;
  /** How long the agent has worked, in milliseconds, without the time spent waiting for people. */
  agentMs: number;
}

/** A condition on a report. `true` or a string fires the trigger; a string is the reason. */
// `any`, so that a config reads `(ctx) => ctx.amount > 10_000`: only its writer knows the shape.
export type TriggerCondition = (
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  context: any,
  run: Readonly<TriggerRun>,
) => boolean | string | Promise<boolean | string>;

/** Finds sensitive data in one string. Returns whether there is any, or how many findings. */
export type Detector = (text: string) => boolean | number;

const commonFields = {
  /** Unique. The record of each escalation names the triggers that fired. */
  name: NameSchema,
  /** The level that it escalates to. */
  level: LevelSchema,
  /** For this time after a resolution the same trigger does not fire again (design escalation rule 2). Default: none. */
  cooldown: DurationSchema.optional(),
};
const fieldOption = {
  /** The field of the context, such as `confidence` or `usage.cost`. Snake case and camel case are equal. */
  field: text(200).min(1).optional(),
};

const conditionSchema = z.custom<TriggerCondition>((value) => typeof value === 'function', {
  error: 'must be a function (context, run) => boolean or a reason',
});

/** A condition, and the schema of its context. */
const conditionFields = {
  /** Whether a report fires it. A condition that throws counts as true. */
  condition: conditionSchema,
  /** A zod schema for the context. If the context does not fit, the condition counts as true. */
  context: ContextSchema.optional(),
};

const DetectorSchema = z.strictObject({
  /** The name of what it finds, for the reason. */
  name: NameSchema,
  /** Whether a text contains it, or how many findings there are. */
  detect: z.custom<Detector>((value) => typeof value === 'function', {
    error: 'must be a function (text) => boolean or a number of findings',
  }),
});

export const TriggerSchema = z.discriminatedUnion('type', [
  /** Fires below `threshold`, and if the confidence is not a number. */
  z.strictObject({
    ...commonFields,
    /** What the trigger watches. */
    type: z.literal('confidence_low'),
    /** Fires below this confidence. */
    threshold: z.number(),
    ...fieldOption,
  }),
  /** Fires at or above `threshold`, and if the count is not a number or is below 0. Field `error_count`. */
  z.strictObject({
    ...commonFields,

    /** What the trigger watches. */
    type: z.literal('error_count'),

    /** Fires at or above this number of errors. */
    threshold: z.number().nonnegative(),
    ...fieldOption,
  }),
  /** Fires at or above `threshold`, and if the cost is not a number or is below 0. Field `cost`. */
  z.strictObject({
    ...commonFields,

    /** What the trigger watches. */
    type: z.literal('cost_exceeded'),

    /** Fires at or above this cost, in the unit in which the agent reports costs. */
    threshold: z.number().nonnegative(),
    ...fieldOption,
  }),
  /** Fires once the agent has worked for `threshold`, even without a report. */
  z.strictObject({
    ...commonFields,
    /** What the trigger watches. */
    type: z.literal('time_exceeded'),
    /** Fires once the agent has worked this long, without the time spent waiting for people. */
    threshold: DurationOrZeroSchema,
  }),
  /** Fires at or above `threshold` findings in the strings of the context. Default 1. */
  z.strictObject({
    ...commonFields,

    /** What the trigger watches. */
    type: z.literal('sensitive_data'),

    /** Fires at or above this number of findings. Default 1. */
    threshold: z.number().nonnegative().default(1),
    /** Default: all. */
    kinds: z.array(z.enum(SENSITIVE_DATA_KINDS)).optional(),
    /** The names of fields that are always sensitive, at any depth. */
    sensitiveFields: z.array(text(200).min(1)).default([]),
    /** More detectors, beside the built-in ones. */
    detectors: z.array(DetectorSchema).default([]),
  }),
  /** Fires at or above `threshold` violations: those that the agent reports and those of the config's `violations`. Default 1. */
  z.strictObject({
    ...commonFields,

    /** What the trigger watches. */
    type: z.literal('policy_violation'),

    /** Fires at or above this number of violations. Default 1. */
    threshold: z.number().nonnegative().default(1),
    ...fieldOption,
  }),
  z.strictObject({
    ...commonFields,
    /** What the trigger watches. */
    type: z.literal('custom'),
    ...conditionFields,
  }),
  /** Fires when the user asked for a person: field `user_request` is `true`. */
  z.strictObject({
    ...commonFields,
    /** What the trigger watches. */
    type: z.literal('user_request'),
    ...fieldOption,
  }),
  /** Fires if the sentiment, from -1 to 1, is below `threshold` or is not a number. Default -0.5. Field `sentiment`. */
  z.strictObject({
    ...commonFields,

    /** What the trigger watches. */
    type: z.literal('sentiment_negative'),

    /** Fires below this sentiment, from -1 to 1. Default -0.5. */
    threshold: z.number().min(-1).max(1).default(-0.5),
    ...fieldOption,
  }),
  /** Fires when the conversation is about one of these topics. Field `topics` or `topic`. */
  z.strictObject({
    ...commonFields,

    /** What the trigger watches. */
    type: z.literal('topic_sensitive'),
    /** The topics that fire it. */
    topics: z.array(text(200).min(1)).min(1, 'must name at least one topic'),
    ...fieldOption,
  }),
]);

/** A violation of the deployment's own rules, and the condition that finds it in a report. */
export const ViolationSchema = z.strictObject({
  /** Unique. The reason of an escalation names it. */
  name: NameSchema,
  ...conditionFields,
});

export type Violation = z.output<typeof ViolationSchema>;
export type Trigger = z.output<typeof TriggerSchema>;
export type TriggerOf<T extends TriggerType> = Extract<Trigger, { type: T }>;
/** A trigger, as it is written in the config. */
export type TriggerInput = z.input<typeof TriggerSchema>;
