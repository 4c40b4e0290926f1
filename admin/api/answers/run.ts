import { z } from '@hono/zod-openapi';
import { ResolutionSchema } from './escalation';
import {
  EscalationStatusSchema,
  LevelSchema,
  listOf,
  RequestStatusSchema,
  RunStatusSchema,
  TimeSchema,
  UnreadableSchema,
} from './values';

const TimeTriggerSchema = z.strictObject({
  name: z.string(),
  threshold: z.int(),
  cooldown: z.int().optional(),
});

const RunPlanSchema = z
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

const RunApprovalSchema = z
  .strictObject({
    key: z.string(),
    id: z.string(),
    contentHash: z.string(),
    status: RequestStatusSchema,
    requestedInStep: z.int(),
    decision: StepDecisionSchema.optional(),
    isReported: z.boolean(),
  })
  .openapi('RunApproval', { description: 'An approval that the run asked for.' });

const RunEscalationSchema = z
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

const RunEventSchema = z
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

const RunEndSchema = z
  .strictObject({
    at: TimeSchema,
    by: z.enum(['agent', 'people', 'system']),
    name: z.string().optional(),
    reason: z.string().optional(),
    error: z.strictObject({ name: z.string(), message: z.string() }).optional(),
    attemptId: z.string().optional(),
  })
  .openapi('RunEnd', { description: 'What ended a run.' });

export const RunItemSchema = z
  .strictObject({
    id: z.string(),
    kind: z.literal('run'),
    status: RunStatusSchema,
    form: z.enum(['hosted', 'attached']),
    agent: z.string().optional(),
    requesterId: z.string().optional(),
    startedAt: TimeSchema,
    closedAt: TimeSchema.optional(),
    unreadable: UnreadableSchema,
  })
  .openapi('RunItem', { description: 'A row of a list of runs.' });

export const RunListSchema = listOf(RunItemSchema, 'RunList');

export const StartedRunSchema = z
  .strictObject({
    id: z.string(),
    agent: z.string(),
    status: RunStatusSchema,
    created: z.boolean(),
  })
  .openapi('StartedRun');

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
    lastActivityAt: TimeSchema,
    approvals: z.array(RunApprovalSchema),
    escalations: z.array(RunEscalationSchema),
    events: z.array(RunEventSchema),
    guidance: z.strictObject({ value: z.unknown(), later: z.array(z.unknown()).optional() }).optional(),
    memory: z.record(z.string(), RememberedSchema),
    openTriggers: z.record(z.string(), z.number().nullable()).optional(),
    end: RunEndSchema.optional(),
    unknown: z.array(z.string()).optional(),
  })
  .openapi('Run', { description: 'All that is known of an agent run.' });
