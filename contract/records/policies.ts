import { z } from 'zod';
import { EVIDENCE_KINDS } from '../names';
import { ResponseFormSchema } from '../response-form';
import { FinallySchema, PlannedRungSchema } from './escalation';
import { NeededSchema, OnExpirySchema, PlanSchema, PolicyEffectSchema, PresentationSchema } from './plan';
import { DecisionKindSchema, NamedLevelSchema, RequestStatusSchema, TriggerTypeSchema } from './values';

const requirementFields = {
  /** People and teams. */
  approvers: z.array(z.string()),
  /** How many different people must approve. With `requireAll` this is the number of entries. */
  quorum: z.int(),
  requireAll: z.boolean(),
  allowSelfApproval: z.boolean(),
  rejectionsToReject: z.int(),
  expireAfter: z.int().meta({ description: 'Milliseconds from the start of the request to its deadline.' }),
  onExpiry: OnExpirySchema,
  /** The level at which `escalate` begins. */
  escalateTo: NamedLevelSchema.optional(),
  decisions: z
    .array(DecisionKindSchema)
    .optional()
    .meta({ description: 'What its approvers may do. Absent: approve and reject.' }),
  editable: z
    .array(z.string())
    .optional()
    .meta({ description: 'The paths that an edit may change, as JSON Pointers; `*` is any one segment.' }),
  response: ResponseFormSchema.optional(),
  requireEvidence: z
    .array(z.enum(['rationale', ...EVIDENCE_KINDS]))
    .optional()
    .meta({ description: 'What a request must have. Without it the request fails with `EvidenceMissing`.' }),
  useWithin: z.int().optional().meta({
    description: 'How long after the approval it can be used, in milliseconds. Absent: no limit.',
  }),
  reportWithin: z.int().optional().meta({
    description: 'How long after a claim its outcome must be reported, in milliseconds. Absent: 24 hours.',
  }),
  /** How the request is shown. Absent if nothing is said about it. */
  presentation: PresentationSchema.optional(),
};

const RequirementViewSchema = z.strictObject(requirementFields).meta({
  id: 'PolicyRequirement',
  description: 'What a policy or the fallback requires, with its defaults filled in.',
});
/** What a policy or the fallback requires, with its defaults filled in. */
export type RequirementView = z.output<typeof RequirementViewSchema>;

const PolicyViewSchema = z
  .strictObject({
    name: z.string(),
    description: z.string().optional(),
    effect: PolicyEffectSchema,
    /** Globs. Absent: all actions. */
    actions: z.array(z.string()).optional(),
    /** Globs. Absent: all resources. */
    resources: z.array(z.string()).optional(),
    condition: z.literal(true).optional().meta({
      description:
        'Set when the policy has a condition. Its source is not shown, because it can contain secrets.',
    }),
    context: z
      .literal(true)
      .optional()
      .meta({ description: 'Set when the policy has a schema that the context must match.' }),
    /** The reason that a `deny` or an `allow` gives. */
    reason: z.string().optional(),
    stage: z.int().optional(),
    ...z.strictObject(requirementFields).partial().shape,
  })
  .meta({
    id: 'Policy',
    description:
      'A policy as data. Only a policy with effect `require` has approvers and the fields that go with them.',
  });
/** A policy as data. Only a policy with effect `require` has the fields of a requirement. */
export type PolicyView = z.output<typeof PolicyViewSchema>;

const TriggerViewSchema = z
  .strictObject({
    name: z.string(),
    type: TriggerTypeSchema,
    level: NamedLevelSchema,
    /** As in the config: for `time_exceeded` a duration, such as `30m`. */
    threshold: z.union([z.number(), z.string()]).optional(),
  })
  .meta({ id: 'Trigger', description: 'A trigger as data.' });
/** A trigger as data. */
export type TriggerView = z.output<typeof TriggerViewSchema>;

export const PoliciesViewSchema = z
  .strictObject({
    configDigest: z.string(),
    policies: z.array(PolicyViewSchema),
    /** What decides when no policy matches. Absent: such a request fails. */
    fallback: z.union([z.enum(['approve', 'reject']), RequirementViewSchema]).optional(),
    defaults: z.strictObject({ expireAfter: z.int() }),
    /** The levels that have assignees, lowest first. */
    levels: z.array(PlannedRungSchema),
    triggers: z.array(TriggerViewSchema),
    escalation: z.strictObject({ repeat: z.int(), finally: FinallySchema }),
    operators: z.array(z.string()),
    /** Teams and their people, or `function` where the directory is a function. */
    directory: z.union([z.literal('function'), z.record(z.string(), z.array(z.string()))]),
  })
  .meta({ id: 'Policies', description: 'The rules as a worker has them. Durations in milliseconds.' });
/** The rules as a worker has them. Durations in milliseconds. */
export type PoliciesView = z.output<typeof PoliciesViewSchema>;

export const DryRunSchema = z
  .strictObject({
    /** `pending`: people would be asked. Otherwise how the request would end at once, as `plan.automatic` or `plan.error` says. */
    status: RequestStatusSchema,
    plan: PlanSchema,
    /** The stage that would open first. */
    stage: z.int().optional(),
    needed: z.array(NeededSchema),
    /** The people and teams that would be asked first; at most 50. */
    approvers: z.array(z.string()),
    /** What would happen if the deadline passed without a decision. */
    atDeadline: OnExpirySchema.optional(),
    /** Why the members of teams are not known: the directory did not answer. A real request would ask it again. */
    unresolved: z.string().optional(),
  })
  .meta({ id: 'DryRun', description: 'What would happen to a request if it were made now.' });
/** What would happen to a request if it were made now. */
export type DryRun = z.output<typeof DryRunSchema>;

/** The result of the workflow that answers the policies. */
export type PoliciesAnswer = PoliciesView & { dryRun?: DryRun };
