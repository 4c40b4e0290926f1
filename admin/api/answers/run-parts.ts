import { z } from '@hono/zod-openapi';
import { TimeSchema } from './json';
import { ResolutionSchema } from './resolution';
import { EscalationStatusSchema, LevelSchema, RequestStatusSchema } from './words';

const StepDecisionSchema = z
  .strictObject({
    key: z.string(),
    requestId: z.string(),
    status: z.enum(['approved', 'rejected', 'expired', 'cancelled']),
    by: z.string().optional(),
    reason: z.string().optional(),
    message: z.string(),
  })
  .openapi('StepDecision');

export const RunApprovalSchema = z
  .strictObject({
    key: z.string(),
    id: z.string(),
    contentHash: z.string(),
    status: RequestStatusSchema,
    askedInStep: z.int(),
    decision: StepDecisionSchema.optional(),
    told: z.boolean(),
  })
  .openapi('RunApproval', { description: 'An approval that the run asked for.' });

export const RunEscalationSchema = z
  .strictObject({
    id: z.string(),
    status: EscalationStatusSchema,
    level: LevelSchema,
    reason: z.string(),
    escalatedBy: z.string().optional(),
    startedAt: TimeSchema,
    endedAt: TimeSchema.optional(),
    resolution: ResolutionSchema.optional(),
  })
  .openapi('RunEscalation');

export const RunMomentSchema = z
  .strictObject({
    at: TimeSchema,
    what: z.enum(['step', 'report', 'failed_attempt']),
    number: z.int(),
    confidence: z.number().optional(),
    cost: z.number().optional(),
    text: z.string().optional(),
    error: z.string().optional(),
    fired: z.array(z.string()).optional(),
    attemptId: z.string().optional(),
  })
  .openapi('RunMoment', { description: 'One step or report.' });

export const RunEndSchema = z
  .strictObject({
    at: TimeSchema,
    by: z.enum(['agent', 'people', 'system']),
    name: z.string().optional(),
    reason: z.string().optional(),
    error: z.strictObject({ name: z.string(), message: z.string() }).optional(),
    attemptId: z.string().optional(),
  })
  .openapi('RunEnd', { description: 'What ended a run.' });
