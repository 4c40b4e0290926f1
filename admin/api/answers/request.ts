import { z } from '@hono/zod-openapi';
import {
  DoorSchema,
  IncompleteSchema,
  JsonObjectSchema,
  LevelSchema,
  listOf,
  OutcomeSchema,
  RequestKindSchema,
  RequestStatusSchema,
  TimeSchema,
  UnreadableSchema,
} from './values';

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

const attempt = {
  at: TimeSchema,
  transport: DoorSchema,
  decisionId: z.string().optional(),
  attemptId: z.string().optional(),
  via: z.string().optional(),
  keyId: z
    .string()
    .optional()
    .openapi({ description: 'Of a signed one: the key that a worker checked it by.' }),
};

const DecisionSchema = z
  .strictObject({
    ...attempt,
    decision: z.enum(['approve', 'reject']),
    decidedBy: z.string(),
    stage: z.int(),
    notes: z.string().optional(),
    reason: z.string().optional(),
    void: z.string().optional().openapi({ description: 'Why it no longer counts.' }),
    cutTexts: z.string().optional().openapi({
      description:
        'Set where notes or reason were cut, since all of them together were too long: the digest of the whole.',
    }),
  })
  .openapi('Decision', { description: 'A decision that counted.' });

const RefusalSchema = z
  .strictObject({
    ...attempt,
    attempt: z.enum(['approve', 'reject', 'cancel', 'unreadable']),
    by: z.string().optional(),
    outcome: OutcomeSchema,
    message: z.string(),
  })
  .openapi('Refusal', { description: 'An attempt that was refused while the request was open.' });

const WrongValueSchema = z
  .strictObject({ at: TimeSchema, by: z.string(), attemptId: z.string().optional() })
  .openapi('WrongValue', { description: 'That somebody typed a wrong value; never the value itself.' });

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
    formerMembers: z.record(z.string(), z.array(z.string())),
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

export const RequestItemSchema = z
  .strictObject({
    id: z.string(),
    kind: RequestKindSchema,
    status: RequestStatusSchema,
    action: z.string(),
    resource: z.string().optional(),
    description: z.string().optional(),
    message: z.string().optional(),
    requesterId: z.string(),
    runId: z.string().optional(),
    requestedAt: TimeSchema,
    expiresAt: TimeSchema.optional(),
    approvers: z.array(z.string()).optional(),
    contentHash: z.string().optional(),
    closedAt: TimeSchema.optional(),
    approversIncomplete: IncompleteSchema,
    unreadable: UnreadableSchema,
  })
  .openapi('RequestItem', { description: 'A row of a list of requests.' });

export const RequestListSchema = listOf(RequestItemSchema, 'RequestList');

export const RequestedApprovalSchema = z
  .strictObject({
    id: z.string(),
    status: RequestStatusSchema,
    created: z
      .boolean()
      .openapi({ description: 'False when the id was requested before with the same content.' }),
    contentHash: z.string(),
  })
  .openapi('RequestedApproval');
