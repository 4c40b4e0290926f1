import { z } from '@hono/zod-openapi';
import { LevelSchema } from './words';

export const OnExpirySchema = z.enum(['expire', 'reject', 'escalate', 'approve']).openapi('OnExpiry', {
  description: 'What happens when nobody decided in time.',
});

const MatchedPolicySchema = z
  .strictObject({
    policy: z.string(),
    effect: z.enum(['require', 'deny', 'allow']),
    failedClosed: z.string().optional(),
  })
  .openapi('MatchedPolicy', { description: 'Why a policy is part of a plan.' });

const RequirementSchema = z
  .strictObject({
    policy: z.string(),
    stage: z.int(),
    approvers: z.array(z.string()),
    quorum: z.int(),
    requireAll: z.boolean(),
    allowSelfApproval: z.boolean(),
    rejectionsToReject: z.int(),
    onExpiry: OnExpirySchema,
  })
  .openapi('Requirement', { description: "One policy's part of the plan: its approvers and its quorum." });

const AutomaticSchema = z
  .strictObject({
    status: z.enum(['approved', 'rejected']),
    by: z.enum(['policy', 'fallback']),
    name: z.string(),
    reason: z.string().optional(),
  })
  .openapi('Automatic', { description: 'What decided a request without asking anybody.' });

const PlanErrorSchema = z
  .strictObject({
    name: z.enum(['NoMatchingPolicy', 'UnreachableQuorum', 'InvalidInput', 'TeamsTooLarge']),
    message: z.string(),
  })
  .openapi('PlanError', { description: 'Why no plan could be made.' });

export const PlanSchema = z
  .strictObject({
    configDigest: z.string(),
    contentHash: z.string(),
    matched: z.array(MatchedPolicySchema),
    ignored: z.array(MatchedPolicySchema),
    requirements: z.array(RequirementSchema),
    automatic: AutomaticSchema.optional(),
    error: PlanErrorSchema.optional(),
    expireAfter: z.int().openapi({ description: 'Milliseconds from the start of the request.' }),
    expiryPolicy: z.string(),
    onExpiry: OnExpirySchema,
    escalateTo: LevelSchema.optional(),
    operators: z.array(z.string()),
    recheck: z.boolean(),
    signed: z.literal(true).optional().openapi({ description: 'Decisions count only with a signature.' }),
    notify: z
      .strictObject({
        remindAfter: z.array(z.int()).optional(),
        remindEvery: z.int().optional(),
        warnBefore: z.int().optional(),
      })
      .optional()
      .openapi({ description: 'People are told, and reminded so often. Milliseconds.' }),
    teams: z.record(z.string(), z.array(z.string())).optional(),
  })
  .openapi('Plan', { description: 'What the policies came to for one request.' });

export const NeededSchema = z
  .strictObject({
    policy: z.string(),
    stage: z.int(),
    count: z.int(),
    from: z.array(z.string()),
    people: z.array(z.string()),
  })
  .openapi('Needed', { description: 'What one requirement still lacks.' });
