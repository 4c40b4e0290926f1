import { z } from 'zod';
import { DurationOrZeroSchema, DurationSchema } from '../duration';
import { type TriggerType } from '../names';
import { ContextSchema } from './policy';
import { LevelSchema, NameSchema, text } from '../text';

/** Kinds of sensitive data that are found without being declared. */
export const SENSITIVE_DATA_KINDS = ['card', 'iban', 'phone', 'email', 'credential', 'national_id'] as const;
export type SensitiveDataKind = (typeof SENSITIVE_DATA_KINDS)[number];

/** What a function of the config sees of the run it judges. */
export interface TriggerRun {
  runId: string;
  /** Milliseconds that the agent has worked: time spent waiting for people is not the agent's. */
  agentMs: number;
}

/** A rule over what an agent reports; a string or `true` fires, a string is the reason. */
// `any`, so that a config reads `(ctx) => ctx.amount > 10_000`: only its writer knows the shape.
export type TriggerCondition = (
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  context: any,
  run: Readonly<TriggerRun>,
) => boolean | string | Promise<boolean | string>;

/** Finds something sensitive in one string: true or how many. */
export type Detector = (text: string) => boolean | number;

const commonFields = {
  name: NameSchema,
  /** How high it escalates. */
  level: LevelSchema,
  /** After a resolution the same trigger does not fire again for so long (design, escalations, rule 2). Default: none. */
  cooldown: DurationSchema.optional(),
};
/** Where in the context to look, such as `confidence` or `usage.cost`; snake and camel case are alike. */
const field = text(200).min(1).optional();

const conditionSchema = z.custom<TriggerCondition>((value) => typeof value === 'function', {
  error: 'must be a function (context, run) => boolean or a reason',
});

/** A function of the config, and what it is about. */
const conditionFields = {
  condition: conditionSchema,
  /** A zod schema that the context must fit: one that does not counts as yes. */
  context: ContextSchema.optional(),
};

const DetectorSchema = z.strictObject({
  /** What it finds, as the reason names it. */
  name: NameSchema,
  detect: z.custom<Detector>((value) => typeof value === 'function', {
    error: 'must be a function (text) => boolean or a number of findings',
  }),
});

export const TriggerSchema = z.discriminatedUnion('type', [
  /** Fires strictly below `threshold`, and on a confidence that is no number. */
  z.strictObject({ ...commonFields, type: z.literal('confidence_low'), threshold: z.number(), field }),
  /** Fires at or above this many errors, and on a count that is not a number or is below 0. Field `error_count`. */
  z.strictObject({
    ...commonFields,
    type: z.literal('error_count'),
    threshold: z.number().nonnegative(),
    field,
  }),
  /** Fires at or above so much, and on a cost that is no number or below 0. Field `cost`. */
  z.strictObject({
    ...commonFields,
    type: z.literal('cost_exceeded'),
    threshold: z.number().nonnegative(),
    field,
  }),
  /** Fires once the agent has worked for so long, also when it reports nothing. */
  z.strictObject({ ...commonFields, type: z.literal('time_exceeded'), threshold: DurationOrZeroSchema }),
  /** Fires at or above so many findings in the strings of the context. Default 1. */
  z.strictObject({
    ...commonFields,
    type: z.literal('sensitive_data'),
    threshold: z.number().nonnegative().default(1),
    /** Default: all. */
    kinds: z.array(z.enum(SENSITIVE_DATA_KINDS)).optional(),
    /** Fields that are sensitive whatever is in them, at any depth. */
    sensitiveFields: z.array(text(200).min(1)).default([]),
    detectors: z.array(DetectorSchema).default([]),
  }),
  /** Fires at or above so many violations: those that the agent reports and those of the config's `violations`. Default 1. */
  z.strictObject({
    ...commonFields,
    type: z.literal('policy_violation'),
    threshold: z.number().nonnegative().default(1),
    field,
  }),
  z.strictObject({ ...commonFields, type: z.literal('custom'), ...conditionFields }),
  /** Fires when the user asked for a person: `true` in field `user_request`. */
  z.strictObject({ ...commonFields, type: z.literal('user_request'), field }),
  /** Fires strictly below `threshold`, of a sentiment from -1 to 1, and on one that is no number. Default -0.5. Field `sentiment`. */
  z.strictObject({
    ...commonFields,
    type: z.literal('sentiment_negative'),
    threshold: z.number().min(-1).max(1).default(-0.5),
    field,
  }),
  /** Fires when the conversation is about one of these. Field `topics` (or `topic`). */
  z.strictObject({
    ...commonFields,
    type: z.literal('topic_sensitive'),
    topics: z.array(text(200).min(1)).min(1, 'names no topic, and would never fire'),
    field,
  }),
]);

/** A named breach of the deployment's own rules, looked for in what an agent reports. */
export const ViolationSchema = z.strictObject({ name: NameSchema, ...conditionFields });

export type Violation = z.output<typeof ViolationSchema>;
export type Trigger = z.output<typeof TriggerSchema>;
export type TriggerOf<T extends TriggerType> = Extract<Trigger, { type: T }>;
export type TriggerInput = z.input<typeof TriggerSchema>;
