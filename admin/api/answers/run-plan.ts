import { z } from '@hono/zod-openapi';

const TimeTriggerSchema = z.strictObject({
  name: z.string(),
  threshold: z.int(),
  cooldown: z.int().optional(),
});

export const RunPlanSchema = z
  .strictObject({
    configDigest: z.string(),
    timeTriggers: z.array(TimeTriggerSchema),
    maxSteps: z.int(),
    runTimeout: z.int().optional(),
    stepTimeout: z.int(),
    heartbeatTimeout: z.int(),
    maxAttempts: z.int(),
    retryAfter: z.int(),
    idleTimeout: z.int(),
    operators: z.array(z.string()),
    teams: z.record(z.string(), z.array(z.string())).optional(),
  })
  .openapi('RunPlan', { description: 'What the config says of one run. Durations in milliseconds.' });
