import { z } from '@hono/zod-openapi';
import {
  DoorSchema,
  EscalationStatusSchema,
  IncompleteSchema,
  LevelSchema,
  listOf,
  OutcomeSchema,
  TimeSchema,
  TriggerTypeSchema,
  UnreadableSchema,
} from './values';

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

const LadderPlanSchema = z
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

const FiredTriggerSchema = z
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

const ResolutionActionSchema = z.enum(['continue', 'abort', 'modify']).openapi('ResolutionAction');

const level = LevelSchema;
const by = z.string();
const reason = z.string();
const signed = { keyId: z.string().optional() };
const people = { assignees: z.array(z.string()), more: z.int().optional() };
const again = { reason, by: by.optional(), triggers: z.array(z.string()).optional() };

function event<What extends string, Shape extends z.ZodRawShape>(what: What, shape: Shape) {
  return z.strictObject({ what: z.literal(what), at: TimeSchema, ...shape });
}

const EscalationEventSchema = z
  .discriminatedUnion('what', [
    event('opened', { level, reason }),
    event('skipped', { level }),
    event('notified', { level, ...people }),
    event('reminded', { level }),
    event('acknowledged', { by, level, notes: z.string().optional(), ...signed }),
    event('lapsed', { by, level }),
    event('promoted', { from: level, to: level, by: by.optional(), reason: reason.optional(), ...signed }),
    event('repeated', { round: z.int(), level }),
    event('raised', { from: level, to: level, ...again }),
    event('added', { level, ...again }),
    event('reassigned', { by, ...people, level, reason: reason.optional(), ...signed }),
    event('finally', { action: FinallySchema }),
    event('resolved', { by, action: ResolutionActionSchema, resolution: z.string(), ...signed }),
    event('cancelled', { by, reason: reason.optional() }),
    event('omitted', { count: z.int() }),
  ])
  .openapi('EscalationEvent', { description: 'One thing that happened.' });

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
    transport: DoorSchema.optional(),
    via: z.string().optional(),
    keyId: z.string().optional(),
  })
  .openapi('Resolution', { description: 'How an escalation ended.' });

const EscalationCancelledSchema = z
  .strictObject({
    at: TimeSchema,
    by: z.enum(['run', 'operator', 'system']),
    name: z.string().optional(),
    reason: z.string().optional(),
  })
  .openapi('EscalationCancelled', { description: 'Who cancelled an escalation, and why.' });

const common = {
  id: z.string(),
  kind: z.literal('escalation'),
  status: EscalationStatusSchema,
  level: LevelSchema,
  reason: z.string(),
  startedAt: TimeSchema,
};

export const EscalationItemSchema = z
  .strictObject({
    ...common,
    runId: z.string(),
    requestId: z.string().optional(),
    assignees: z.array(z.string()).optional(),
    dueAt: TimeSchema.optional(),
    closedAt: TimeSchema.optional(),
    assigneesIncomplete: IncompleteSchema,
    unreadable: UnreadableSchema,
  })
  .openapi('EscalationItem', { description: 'A row of a list of escalations.' });

export const EscalationListSchema = listOf(EscalationItemSchema, 'EscalationList');

const PromotionSchema = z
  .strictObject({
    at: TimeSchema,
    from: LevelSchema,
    to: LevelSchema,
    by: z.string().optional(),
    reason: z.string().optional(),
  })
  .openapi('Promotion');

export const HistoryItemSchema = z
  .strictObject({
    ...common,
    startLevel: LevelSchema.optional(),
    escalatedBy: z.string().optional(),
    triggers: z.array(z.string()),
    endedAt: TimeSchema.optional(),
    acknowledgedBy: z.string().optional(),
    acknowledgedAt: TimeSchema.optional(),
    promotions: z.array(PromotionSchema),
    resolution: ResolutionSchema.optional(),
    cancelled: EscalationCancelledSchema.optional(),
    unknown: z.array(z.string()).optional(),
  })
  .openapi('HistoryItem', { description: 'One escalation of a run, as far as it got.' });

export const HistorySchema = listOf(HistoryItemSchema, 'History');

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
    transport: DoorSchema,
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
    raiseCount: z.int(),
    accepted: z.array(AcceptedAttemptSchema).optional(),
    resolution: ResolutionSchema.optional(),
    cancelled: EscalationCancelledSchema.optional(),
    unknown: z.array(z.string()).optional(),
  })
  .openapi('Escalation', { description: 'All that is known of an escalation.' });

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
