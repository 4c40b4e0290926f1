import { z } from '@hono/zod-openapi';
import { LevelSchema } from './words';

export const EscalatedSchema = z
  .discriminatedUnion('queued', [
    z.strictObject({
      queued: z.literal(false),
      runId: z.string(),
      escalationId: z.string(),
      opened: z.boolean(),
      level: LevelSchema,
    }),
    z.strictObject({ queued: z.literal(true), runId: z.string(), level: LevelSchema }),
  ])
  .openapi('Escalated', { description: "The run's one open escalation, or that it is under way." });
