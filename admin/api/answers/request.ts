import { z } from '@hono/zod-openapi';
import { DecisionSchema, RefusalSchema, WrongValueSchema } from './decisions';
import { JsonObjectSchema, TimeSchema } from './json';
import { NeededSchema, PlanSchema } from './plan';
import { RequestKindSchema, RequestStatusSchema } from './words';

const ConfirmationSchema = z
  .strictObject({
    message: z.string(),
    confirmers: z.array(z.string()),
    confirmValue: z.string().optional(),
    expireAfter: z.int().openapi({ description: 'Milliseconds to confirm.' }),
  })
  .openapi('Confirmation');

const RequestEscalationSchema = z
  .strictObject({
    at: TimeSchema,
    id: z.string().optional(),
    action: z.enum(['continue', 'abort']).optional(),
    resolvedBy: z.string().optional(),
  })
  .openapi('RequestEscalation', { description: 'The escalation of a request that nobody decided in time.' });

const EndSchema = z
  .strictObject({
    status: z.enum(['approved', 'rejected', 'expired', 'cancelled']),
    at: TimeSchema,
    by: z.enum(['people', 'policy', 'fallback', 'system', 'requester', 'run', 'operator']),
    name: z.string().optional(),
    reason: z.string().optional(),
    attemptId: z.string().optional(),
    error: z.strictObject({ name: z.string(), message: z.string() }).optional(),
  })
  .openapi('RequestEnd', { description: 'What ended a request.' });

export const RequestSchema = z
  .strictObject({
    id: z.string(),
    kind: RequestKindSchema,
    status: RequestStatusSchema,
    action: z.string(),
    resource: z.string().optional(),
    description: z.string().optional(),
    context: JsonObjectSchema,
    requesterId: z.string(),
    runId: z.string().optional(),
    confirmation: ConfirmationSchema.optional(),
    requestedAt: TimeSchema,
    expiresAt: TimeSchema.optional(),
    plan: PlanSchema.optional(),
    stage: z.int().optional(),
    needed: z.array(NeededSchema),
    decisions: z.array(DecisionSchema),
    refused: z.array(RefusalSchema),
    refusedCount: z.int(),
    wrongValues: z.array(WrongValueSchema).optional(),
    left: z.record(z.string(), z.array(z.string())),
    escalation: RequestEscalationSchema.optional(),
    end: EndSchema.optional(),
    rejectionReason: z.string().optional(),
    approvers: z.array(z.string()).optional(),
    unknown: z
      .array(z.string())
      .optional()
      .openapi({ description: 'Fields that no worker was there to tell: they are empty, and mean nothing.' }),
  })
  .openapi('Request', { description: 'All that is known of a request.' });
