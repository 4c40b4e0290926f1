import { z } from '@hono/zod-openapi';
import { EscalationEventSchema } from './escalation-event';
import { TimeSchema } from './json';
import { LadderPlanSchema } from './ladder';
import { FiredTriggerSchema } from './report';
import { EscalationCancelledSchema, ResolutionSchema } from './resolution';
import { DoorSchema, EscalationStatusSchema, LevelSchema, OutcomeSchema } from './words';

const ATTEMPTS = ['acknowledge', 'resolve', 'promote', 'reassign', 'cancel'] as const;
const ids = {
  attemptId: z.string().optional(),
  decisionId: z.string().optional(),
  content: z.string().optional(),
  keyId: z.string().optional(),
};

const EscalationRefusalSchema = z
  .strictObject({
    at: TimeSchema,
    door: DoorSchema,
    attempt: z.enum([...ATTEMPTS, 'unreadable']),
    by: z.string().optional(),
    outcome: OutcomeSchema,
    message: z.string(),
    ...ids,
    via: z.string().optional(),
  })
  .openapi('EscalationRefusal', {
    description: 'An attempt that was refused while the escalation was open.',
  });

const AcceptedAttemptSchema = z
  .strictObject({ at: TimeSchema, by: z.string(), what: z.enum(ATTEMPTS), ...ids })
  .openapi('AcceptedAttempt');

export const EscalationSchema = z
  .strictObject({
    id: z.string(),
    kind: z.literal('escalation'),
    status: EscalationStatusSchema,
    runId: z.string(),
    requestId: z.string().optional(),
    level: LevelSchema,
    startLevel: LevelSchema,
    reason: z.string(),
    triggers: z.array(FiredTriggerSchema),
    escalatedBy: z.string().optional(),
    context: z.record(z.string(), z.unknown()).optional(),
    startedAt: TimeSchema,
    plan: LadderPlanSchema.optional(),
    assignees: z.array(z.string()),
    reassigned: z.array(z.string()),
    acknowledgedBy: z.string().optional(),
    acknowledgedAt: TimeSchema.optional(),
    round: z.int(),
    dueAt: TimeSchema.optional(),
    remindAt: TimeSchema.optional(),
    history: z.array(EscalationEventSchema),
    refused: z.array(EscalationRefusalSchema),
    refusedCount: z.int(),
    raises: z.int(),
    accepted: z.array(AcceptedAttemptSchema).optional(),
    resolution: ResolutionSchema.optional(),
    cancelled: EscalationCancelledSchema.optional(),
    unknown: z.array(z.string()).optional(),
  })
  .openapi('Escalation', { description: 'All that is known of an escalation.' });
