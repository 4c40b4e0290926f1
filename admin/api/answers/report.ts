import { z } from '@hono/zod-openapi';
import { LevelSchema, TriggerTypeSchema } from './words';

export const FiredTriggerSchema = z
  .strictObject({
    name: z.string(),
    type: TriggerTypeSchema,
    level: LevelSchema,
    reason: z.string(),
    value: z.number().optional(),
  })
  .openapi('FiredTrigger');

const SuppressedTriggerSchema = z
  .strictObject({ name: z.string(), why: z.string() })
  .openapi('SuppressedTrigger', { description: 'A trigger that fired but was held back, and why.' });

export const ReportResultSchema = z
  .strictObject({
    shouldEscalate: z.boolean(),
    level: LevelSchema.optional(),
    reason: z.string().optional(),
    triggers: z.array(FiredTriggerSchema),
    suppressed: z.array(SuppressedTriggerSchema),
    problems: z.array(z.string()),
    escalationId: z.string().optional(),
  })
  .openapi('ReportResult', { description: 'The answer to a report of an agent.' });
