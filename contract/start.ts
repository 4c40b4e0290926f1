import { z } from 'zod';
import { ConfirmationSchema, RequestContentSchema } from './request';
import { EscalationTriggerType } from './names';
import { LevelSchema, NameSchema } from './text';

/*
 * The first argument of each workflow type. Anyone who may start a workflow supplies its arguments, so each workflow
 * checks its own (design rule 31).
 */

export const RequestStartSchema = z.strictObject({
  content: RequestContentSchema,
  confirmation: ConfirmationSchema.optional(),
});

export const EscalationStartSchema = z.strictObject({
  runId: NameSchema,
  requestId: NameSchema.optional(),
  level: LevelSchema,
  reason: z.string(),
  triggers: z
    .array(
      z.strictObject({
        name: z.string(),
        type: z.enum(EscalationTriggerType),
        level: LevelSchema,
        reason: z.string(),
        value: z.number().optional(),
      }),
    )
    .default([]),
  escalatedBy: NameSchema.optional(),
  context: z.record(z.string(), z.json()).optional(),
});

export const RunStartSchema = z.strictObject({
  agent: NameSchema.optional(),
  input: z.json().optional(),
  requesterId: NameSchema.optional(),
});

export const NotificationsStartSchema = z.strictObject({
  kind: z.enum(['request', 'escalation']),
  id: NameSchema,
  /** The run id of the same workflow's earlier run, which has ended: the worker reads from Temporal what it has told. */
  after: NameSchema.optional(),
});

export const NotificationDigestStartSchema = z.strictObject({
  channel: NameSchema,
  to: NameSchema,
  others: z.array(NameSchema).optional(),
});

export const PoliciesStartSchema = z.strictObject({ content: RequestContentSchema.optional() });
