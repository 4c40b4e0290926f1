import { z } from '@hono/zod-openapi';
import { TimeSchema } from './json';
import { RunApprovalSchema, RunEndSchema, RunEscalationSchema, RunMomentSchema } from './run-parts';
import { RunPlanSchema } from './run-plan';
import { RunStatusSchema } from './words';

const RememberedSchema = z.strictObject({ resolvedAt: TimeSchema, value: z.number().optional() });

export const RunSchema = z
  .strictObject({
    id: z.string(),
    kind: z.literal('run'),
    form: z.enum(['hosted', 'attached']),
    status: RunStatusSchema,
    agent: z.string().optional(),
    input: z.unknown().optional(),
    requesterId: z.string().optional(),
    startedAt: TimeSchema,
    plan: RunPlanSchema.optional(),
    state: z.unknown().optional(),
    output: z.unknown().optional(),
    totals: z.strictObject({
      steps: z.int(),
      reports: z.int(),
      errors: z.number(),
      cost: z.number(),
    }),
    waitedMs: z.number(),
    waitingSince: TimeSchema.optional(),
    heardAt: TimeSchema,
    approvals: z.array(RunApprovalSchema),
    escalations: z.array(RunEscalationSchema),
    moments: z.array(RunMomentSchema),
    guidance: z.strictObject({ value: z.unknown(), later: z.array(z.unknown()).optional() }).optional(),
    memory: z.record(z.string(), RememberedSchema),
    about: z.record(z.string(), z.number().nullable()).optional(),
    end: RunEndSchema.optional(),
    unknown: z.array(z.string()).optional(),
  })
  .openapi('Run', { description: 'All that is known of an agent run.' });
