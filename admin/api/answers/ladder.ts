import { z } from '@hono/zod-openapi';
import { LevelSchema } from './words';

export const FinallySchema = z
  .enum(['abort', 'continue', 'wait'])
  .openapi('Finally', { description: 'What happens when nobody acknowledged at all.' });

export const RungSchema = z
  .strictObject({
    level: LevelSchema,
    assignees: z.array(z.string()),
    acknowledgeWithin: z.int(),
    resolveWithin: z.int(),
    remindEvery: z.int().optional(),
  })
  .openapi('PlannedRung', { description: 'One level that has assignees. Durations in milliseconds.' });

export const LadderPlanSchema = z
  .strictObject({
    configDigest: z.string(),
    signed: z.literal(true).optional(),
    notify: z.literal(true).optional(),
    rungs: z.array(RungSchema),
    repeat: z.int(),
    finally: FinallySchema,
    operators: z.array(z.string()),
    teams: z.record(z.string(), z.array(z.string())),
    unresolved: z.array(z.string()).optional(),
  })
  .openapi('LadderPlan');
