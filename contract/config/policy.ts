import { z } from 'zod';
import { DurationSchema } from '../duration';
import { JsonPointerSchema } from '../json-pointer';
import { LIMITS } from '../limits';
import { DECISION_KINDS, EVIDENCE_KINDS } from '../names';
import { OnExpirySchema, PolicyEffectSchema } from '../records/plan';
import type { RequestContent } from '../request';
import { ResponseFormSchema } from '../response-form';
import { GlobSchema, LevelSchema, NameSchema, text } from '../text';
import { reminderFields } from './notifications';
import { presentationFields } from './presentation';

/** A condition on a request. It can be asynchronous but must be quick: after two seconds it counts as failed. */
// `any`, so that a config reads `(ctx) => ctx.amount > 10_000`: only the policy's own schema knows the shape.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Condition = (context: any, request: Readonly<RequestContent>) => boolean | Promise<boolean>;

const ConditionSchema = z.custom<Condition>((value) => typeof value === 'function', {
  error: 'must be a function (context, request) => boolean',
});

/** A zod schema for the context of a request or a report. */
export const ContextSchema = z.custom<z.ZodType>(
  (value) => value instanceof z.ZodType || hasSafeParse(value),
  {
    error: 'must be a zod schema, such as z.object({ amount: z.number() })',
  },
);

function hasSafeParse(value: unknown): boolean {
  return typeof (value as { safeParse?: unknown } | null)?.safeParse === 'function';
}

const globs = z.array(GlobSchema).min(1, 'matches nothing: leave it out to match everything');

/** The fields of a policy and of the fallback: who must approve, how many people, by when, what
 * happens at the deadline, and how the request is shown. */
export const requirementFields = {
  /** People and teams. One approval is enough unless `quorum` or `requireAll` is set. */
  approvers: z
    .array(NameSchema)
    .min(1, 'an empty list means that nobody can approve: name people or teams')
    .optional(),
  /** How many different people must approve. Default 1. */
  quorum: z.number().int().positive().optional(),
  /** Every entry of `approvers` must approve, each by a different person. Any member can approve for a team. */
  requireAll: z.boolean().optional(),
  /** The order of policies: stage 2 opens when stage 1 is met. Default 1. */
  stage: z.number().int().positive().max(100).optional(),
  /** Whether requesters may approve their own request. Default false. */
  allowSelfApproval: z.boolean().optional(),
  /** How many eligible people must reject before the request is rejected. Default 1. */
  rejectionsToReject: z.number().int().positive().optional(),
  /** Time to decide, from the start of the request. Default `defaults.expireAfter`. */
  expireAfter: DurationSchema.optional(),
  /** The same in hours. */
  autoExpireHours: z
    .number()
    .min(0.001, 'must be at least 0.001, which is about four seconds')
    .max(87_600)
    .optional(),
  /** What happens when the deadline passes without a decision. Default `expire`. */
  onExpiry: OnExpirySchema.optional(),
  /** The level at which `onExpiry: 'escalate'` begins. Default `human_review`. */
  escalateTo: LevelSchema.optional(),
  /**
   * What its approvers may do. Default `['approve', 'reject']`. Every requirement of the open stage must allow a
   * decision.
   */
  decisions: z.array(z.enum(DECISION_KINDS)).min(1, 'must allow at least one decision').optional(),
  /**
   * The paths of the context that an edit may change, as JSON Pointers such as `/amount` or `/items/0/price`. A `*` is any one
   * segment. Needed if `decisions` has `edit`.
   */
  editable: z
    .array(JsonPointerSchema)
    .min(1, 'an empty list allows no change: leave `edit` out of `decisions` instead')
    .max(LIMITS.editablePaths, `has more than ${LIMITS.editablePaths} paths`)
    .optional(),
  /** A form that approvers answer beside their decision. It is shown together with that of the request. */
  response: ResponseFormSchema.optional(),
  /** What the request must have: `rationale`, or kinds of evidence. Without it the request fails with `EvidenceMissing`. */
  requireEvidence: z
    .array(z.enum(['rationale', ...EVIDENCE_KINDS]))
    .min(1, 'an empty list requires nothing: leave it out')
    .optional(),
  /**
   * How long after the approval the action may begin. A later claim is `stale`. It must be shorter than the retention of the
   * namespace. Default: no limit.
   */
  useWithin: DurationSchema.optional(),
  /** How long after its claim the action's outcome must be reported. After that it is `unknown`. Default 24 hours. */
  reportWithin: DurationSchema.optional(),
  ...presentationFields,
  ...reminderFields,
};

export const PolicySchema = z
  .strictObject({
    /** Unique. The record of each request names the policies that hold. `fallback` is reserved. */
    name: NameSchema,
    /** For people who read the policies. */
    description: text(LIMITS.descriptionBytes).optional(),
    /** `deny` rejects at once, `allow` approves at once; `deny` beats `require` beats `allow`. Default `require`. */
    effect: PolicyEffectSchema.default('require'),
    /** Globs of the actions that the policy covers. Default: all. */
    actions: globs.optional(),
    /** Globs of the resources that the policy covers. Default: all. */
    resources: globs.optional(),
    /** Whether the policy applies to a request. Default: it does. A condition that throws counts as true, unless the effect is `allow`. */
    condition: ConditionSchema.optional(),
    /** A zod schema for the context. If the context does not fit, the policy counts as matching, unless its effect is `allow`. */
    context: ContextSchema.optional(),
    /** The reason a `deny` or an `allow` gives. */
    reason: text(LIMITS.notesBytes).optional(),
    ...requirementFields,
  })
  .superRefine((policy, problems) => {
    checkRequirement(policy, problems);
    if (policy.effect === 'require' && !policy.approvers)
      problems.addIssue({ code: 'custom', path: ['approvers'], message: 'is needed: who must approve?' });
    if (policy.effect !== 'require')
      for (const field of Object.keys(requirementFields) as (keyof typeof requirementFields)[])
        if (policy[field] !== undefined)
          problems.addIssue({
            code: 'custom',
            path: [field],
            message: `has no meaning with effect '${policy.effect}': nobody is asked`,
          });
  });

/** Checks the combinations of fields that a policy and the fallback share. */
export function checkRequirement(
  fields: {
    approvers?: string[];
    quorum?: number;
    requireAll?: boolean;
    expireAfter?: string;
    autoExpireHours?: number;
    decisions?: string[];
    editable?: string[];
  },
  problems: z.core.$RefinementCtx,
): void {
  if (fields.requireAll && fields.quorum !== undefined)
    problems.addIssue({
      code: 'custom',
      path: ['quorum'],
      message: 'cannot be combined with requireAll: keep one of them',
    });
  if (fields.expireAfter !== undefined && fields.autoExpireHours !== undefined)
    problems.addIssue({
      code: 'custom',
      path: ['autoExpireHours'],
      message: 'cannot be combined with expireAfter: keep one of them',
    });
  const edits = fields.decisions?.includes('edit') ?? false;
  if (edits && fields.editable === undefined)
    problems.addIssue({
      code: 'custom',
      path: ['editable'],
      message: "is needed with the decision 'edit': which paths may an edit change, such as ['/amount']?",
    });
  if (!edits && fields.editable !== undefined)
    problems.addIssue({
      code: 'custom',
      path: ['editable'],
      message: "has no meaning unless `decisions` contains 'edit'",
    });
  const repeated = fields.approvers?.find((name, index, all) => all.indexOf(name) !== index);
  if (repeated !== undefined)
    problems.addIssue({ code: 'custom', path: ['approvers'], message: `names '${repeated}' twice` });
}

export type Policy = z.output<typeof PolicySchema>;
/** A policy, as it is written in the config. */
export type PolicyInput = z.input<typeof PolicySchema>;
