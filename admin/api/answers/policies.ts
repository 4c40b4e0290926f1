import { z } from '@hono/zod-openapi';
import { FinallySchema, RungSchema } from './escalation';
import { NeededSchema, OnExpirySchema, PlanSchema } from './request';
import { LevelSchema, RequestStatusSchema, TriggerTypeSchema } from './values';

const asking = {
  approvers: z.array(z.string()),
  quorum: z.int(),
  requireAll: z.boolean(),
  allowSelfApproval: z.boolean(),
  rejectionsToReject: z.int(),
  expireAfter: z.int().openapi({ description: 'Milliseconds from the start of the request.' }),
  onExpiry: OnExpirySchema,
  escalateTo: LevelSchema.optional(),
};

const AskingSchema = z
  .strictObject(asking)
  .openapi('Asking', { description: 'Whom the fallback asks, its defaults filled in.' });

const PolicySchema = z
  .strictObject({
    name: z.string(),
    description: z.string().optional(),
    effect: z.enum(['require', 'deny', 'allow']),
    actions: z.array(z.string()).optional(),
    resources: z.array(z.string()).optional(),
    condition: z.literal(true).optional().openapi({ description: 'It has one, whose source is not told.' }),
    context: z.literal(true).optional(),
    reason: z.string().optional(),
    stage: z.int().optional(),
    ...z.strictObject(asking).partial().shape,
  })
  .openapi('Policy', { description: 'A policy as data. Whom it asks is there with effect `require` alone.' });

const TriggerSchema = z
  .strictObject({
    name: z.string(),
    type: TriggerTypeSchema,
    level: LevelSchema,
    threshold: z.union([z.number(), z.string()]).optional(),
  })
  .openapi('Trigger');

export const PoliciesSchema = z
  .strictObject({
    configDigest: z.string(),
    policies: z.array(PolicySchema),
    fallback: z.union([z.enum(['approve', 'reject']), AskingSchema]).optional(),
    defaults: z.strictObject({ expireAfter: z.int() }),
    levels: z.array(RungSchema),
    triggers: z.array(TriggerSchema),
    escalation: z.strictObject({ repeat: z.int(), finally: FinallySchema }),
    operators: z.array(z.string()),
    directory: z.union([z.literal('function'), z.record(z.string(), z.array(z.string()))]),
  })
  .openapi('Policies', { description: 'The rules as a worker has them. Durations in milliseconds.' });

export const DryRunSchema = z
  .strictObject({
    status: RequestStatusSchema,
    plan: PlanSchema,
    stage: z.int().optional(),
    needed: z.array(NeededSchema),
    approvers: z.array(z.string()),
    atDeadline: OnExpirySchema.optional(),
    unresolved: z.string().optional(),
  })
  .openapi('DryRun', { description: 'What a request would come to, if it were made now.' });
