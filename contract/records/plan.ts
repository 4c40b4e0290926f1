import { z } from 'zod';
import { ResponseFormSchema } from '../response-form';
import { DecisionKindSchema, NamedLevelSchema, SeveritySchema } from './values';

export const OnExpirySchema = z.enum(['expire', 'reject', 'escalate', 'approve']).meta({
  id: 'OnExpiry',
  description: 'What happens when the deadline passes without a decision.',
});
/** What happens when the deadline passes without a decision (design rule 6). */
export type OnExpiry = z.output<typeof OnExpirySchema>;

export const PolicyEffectSchema = z.enum(['require', 'deny', 'allow']);

const MatchedPolicySchema = z
  .strictObject({
    policy: z.string(),
    effect: PolicyEffectSchema,
    /**
     * Set when the condition could not be evaluated. The policy then counts as matching, but never as an `allow` (design
     * rule 1).
     */
    failedClosed: z.string().optional(),
  })
  .meta({ id: 'MatchedPolicy', description: 'A policy that is part of a plan, and why.' });
/** A policy that is part of a plan, and why. */
export type MatchedPolicy = z.output<typeof MatchedPolicySchema>;

const RequirementSchema = z
  .strictObject({
    policy: z.string(),
    stage: z.int(),
    /** People and teams, as the config writes them. */
    approvers: z.array(z.string()),
    /** How many different people must approve. With `requireAll` this is the number of entries. */
    quorum: z.int(),
    /** Every entry of `approvers` must approve, each by a different person. */
    requireAll: z.boolean(),
    allowSelfApproval: z.boolean(),
    rejectionsToReject: z.int(),
    onExpiry: OnExpirySchema,
    decisions: z
      .array(DecisionKindSchema)
      .optional()
      .meta({ description: 'What its approvers may do. Absent: approve and reject.' }),
    editable: z
      .array(z.string())
      .optional()
      .meta({ description: 'The paths that an edit may change, as JSON Pointers; `*` is any one segment.' }),
  })
  .meta({ id: 'Requirement', description: 'What one policy requires: its approvers and its quorum.' });
/** What one policy requires: its approvers and its quorum. */
export type Requirement = z.output<typeof RequirementSchema>;

const AutomaticSchema = z
  .strictObject({
    status: z.enum(['approved', 'rejected']),
    by: z.enum(['policy', 'fallback']),
    /** The policy's name, or `fallback`. */
    name: z.string(),
    reason: z.string().optional(),
  })
  .meta({
    id: 'Automatic',
    description: 'The policy or fallback that decided a request without asking people.',
  });

/** The policy or fallback that decided a request without asking people. */
export type Automatic = z.output<typeof AutomaticSchema>;

const PlanErrorSchema = z
  .strictObject({
    name: z.enum([
      'NoMatchingPolicy',
      'UnreachableQuorum',
      'InvalidInput',
      'TeamsTooLarge',
      'EvidenceMissing',
    ]),
    message: z.string(),
  })
  .meta({ id: 'PlanError', description: 'Why no plan could be made. The system cancels the request.' });
/** Why no plan could be made. The system cancels the request. */
export type PlanError = z.output<typeof PlanErrorSchema>;

const ReminderPlanSchema = z.strictObject({
  /** How long after the first notification each reminder is sent, shortest first. */
  remindAfter: z.array(z.int()).optional(),
  remindEvery: z.int().optional(),
  /** How long before the deadline a warning is sent. */
  warnBefore: z.int().optional(),
});
/** When the people who are asked get reminders. Milliseconds. */
export type ReminderPlan = z.output<typeof ReminderPlanSchema>;

export const PresentationSchema = z
  .strictObject({
    severity: SeveritySchema.optional(),
    highlight: z.array(z.string()).optional().meta({
      description: 'The facts that matter most, as JSON Pointers into the context. They are shown first.',
    }),
    mustReadAll: z.literal(true).optional().meta({
      description:
        'Everything must be opened before anyone can approve. An approval must carry `expected.contentHash`.',
    }),
    bulk: z
      .literal(false)
      .optional()
      .meta({ description: 'The request cannot be approved together with others, in one step.' }),
  })
  .meta({ id: 'Presentation', description: 'How the policies want a request to be shown.' });
/** How the policies want a request to be shown (design rule 28). */
export type Presentation = z.output<typeof PresentationSchema>;

export const PlanSchema = z
  .strictObject({
    configDigest: z.string(),
    contentHash: z.string(),
    matched: z.array(MatchedPolicySchema),
    /** `allow` policies that did not count because their condition could not be evaluated. */
    ignored: z.array(MatchedPolicySchema),
    requirements: z.array(RequirementSchema),
    automatic: AutomaticSchema.optional(),
    error: PlanErrorSchema.optional(),
    expireAfter: z.int().meta({ description: 'Milliseconds from the start of the request to its deadline.' }),
    /** The policy that sets the deadline. */
    expiryPolicy: z.string(),
    /** What happens at the deadline. */
    onExpiry: OnExpirySchema,
    /** The level at which `escalate` begins. */
    escalateTo: NamedLevelSchema.optional(),
    /** Who may cancel the request, besides its requester and its run. */
    operators: z.array(z.string()),
    /** The directory is a function. It is asked again before a requirement counts as met (design rule 4). */
    recheck: z.boolean(),
    signed: z
      .literal(true)
      .optional()
      .meta({ description: 'Set where decisions count only with a signature by a key of the config.' }),
    notify: ReminderPlanSchema.optional().meta({
      description: 'Set where the config has channels: when people are reminded. Milliseconds.',
    }),
    /** The form of the policies, which is answered together with that of the request. */
    response: ResponseFormSchema.optional(),
    useWithin: z.int().optional().meta({
      description: 'How long after the approval it can be used, in milliseconds. Absent: no limit.',
    }),
    reportWithin: z.int().optional().meta({
      description: 'How long after a claim its outcome must be reported, in milliseconds. Absent: 24 hours.',
    }),
    /** How the request is shown. Absent if no policy says anything about it. */
    presentation: PresentationSchema.optional(),
    /** The people of each entry that is a team; any other entry is a person. Absent until the directory has answered. */
    teams: z.record(z.string(), z.array(z.string())).optional(),
  })
  .meta({
    id: 'Plan',
    description:
      'What the policies require of one request, fixed with the digest of the config that made it.',
  });
/** What the policies require of one request, fixed with the digest of the config that made it. */
export type Plan = z.output<typeof PlanSchema>;

export const NeededSchema = z
  .strictObject({
    policy: z.string(),
    stage: z.int(),
    /** How many more different people must approve. */
    count: z.int(),
    /** The entries that these people must belong to, as the config writes them. */
    from: z.array(z.string()),
    requireAll: z
      .literal(true)
      .optional()
      .meta({ description: 'Set where every entry of `from` must approve, each by a different person.' }),
    /** The people who can still approve; at most 50. */
    people: z.array(z.string()),
  })
  .meta({ id: 'Needed', description: 'What one requirement still lacks.' });
/** What one requirement still lacks. */
export type Needed = z.output<typeof NeededSchema>;
