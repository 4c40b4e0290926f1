import { z } from 'zod';
import { ExactJsonSchema } from './json';
import { LIMITS, utf8Bytes } from './limits';
import { NameSchema, text } from './text';
import { LevelSchema } from './level';

const words = text(LIMITS.notesBytes);
const trace = {
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
  ...trace,
});

/** A person, or the agent itself, escalates without a trigger. */
export const EscalateSchema = z.strictObject({
  level: LevelSchema,
  reason: words.refine((value) => value.trim() !== '', { error: 'must say what is wrong' }),
  escalatedBy: NameSchema.optional(),
  context: ReportContextSchema.optional(),
  ...trace,
});

export const FinishSchema = z.strictObject({ output: ExactJsonSchema.optional(), ...trace });

export const CancelRunSchema = z.strictObject({
  cancelledBy: NameSchema,
  reason: words.optional(),
  ...trace,
});
