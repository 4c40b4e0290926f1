import { z } from '@hono/zod-openapi';
import { TimeSchema } from './json';
import { IncompleteSchema, listOf, UnreadableSchema } from './list';
import { EscalationCancelledSchema, ResolutionSchema } from './resolution';
import { EscalationStatusSchema, LevelSchema } from './words';

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
