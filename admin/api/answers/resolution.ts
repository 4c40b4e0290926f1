import { z } from '@hono/zod-openapi';
import { ResolutionActionSchema } from './escalation-event';
import { TimeSchema } from './json';
import { DoorSchema } from './words';

export const ResolutionSchema = z
  .strictObject({
    action: ResolutionActionSchema,
    resolution: z.string(),
    resolvedBy: z.string(),
    by: z.enum(['people', 'system']),
    at: TimeSchema,
    modification: z.unknown().optional(),
    decisionId: z.string().optional(),
    attemptId: z.string().optional(),
    door: DoorSchema.optional(),
    via: z.string().optional(),
    keyId: z.string().optional(),
  })
  .openapi('Resolution', { description: 'How an escalation ended.' });

export const EscalationCancelledSchema = z
  .strictObject({
    at: TimeSchema,
    by: z.enum(['run', 'operator', 'system']),
    name: z.string().optional(),
    reason: z.string().optional(),
  })
  .openapi('EscalationCancelled', { description: 'Who cancelled an escalation, and why.' });
