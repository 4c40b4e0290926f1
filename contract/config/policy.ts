import { z } from 'zod';
import { LIMITS } from '../limits';
import { DurationSchema } from '../duration';
import type { RequestContent } from '../request';
import { LevelSchema, GlobSchema, NameSchema, text } from '../text';
import { reminderFields } from './notifications';

/** A rule over a request; it may be asynchronous but must be quick: past two seconds it counts as failed. */
// `any`, so that a config reads `(ctx) => ctx.amount > 10_000`: only the policy's own schema knows the shape.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Condition = (context: any, request: Readonly<RequestContent>) => boolean | Promise<boolean>;

const ConditionSchema = z.custom<Condition>((value) => typeof value === 'function', {
  error: 'must be a function (context, request) => boolean',
});

/** A zod schema of a context, as a policy or a trigger has it. */
export const ContextSchema = z.custom<z.ZodType>(
  (value) => value instanceof z.ZodType || hasSafeParse(value),
  {
    error: 'must be a zod schema',
  },
);

function hasSafeParse(value: unknown): boolean {
  return typeof (value as { safeParse?: unknown } | null)?.safeParse === 'function';
}

const globs = z.array(GlobSchema).min(1, 'matches nothing: leave it out to match everything');

export const OnExpirySchema = z.enum(['expire', 'reject', 'escalate', 'approve']);

/** Who must approve, how many, by when, and what if nobody does: of a policy and of the fallback. */
export const requirementFields = {
  /** People and teams. Any one of them, unless `quorum` or `requireAll` says more. */
  approvers: z
    .array(NameSchema)
    .min(1, 'an empty list means nobody could ever approve: name people or teams')
    .optional(),
  /** How many different people must approve. Default 1. */
  quorum: z.number().int().positive().optional(),
  /** Every entry of `approvers`, a team by any one of its members, a different person for each. */
  requireAll: z.boolean().optional(),
  /** Order: stage 2 opens when stage 1 is met. Default 1. */
  stage: z.number().int().positive().max(100).optional(),
  /** Whether the requester may approve it itself. Default false. */
  allowSelfApproval: z.boolean().optional(),
  /** How many eligible people must reject to reject. Default 1. */
  rejectionsToReject: z.number().int().positive().optional(),
  /** Time to decide, from the start of the request. Default `defaults.expireAfter`. */
  expireAfter: DurationSchema.optional(),
  /** The same in hours. */
  autoExpireHours: z.number().min(0.001, 'is shorter than four seconds').max(87_600).optional(),
  /** What happens when nobody decided in time. Default `expire`. */
  onExpiry: OnExpirySchema.optional(),
  /** The level that `onExpiry: 'escalate'` begins at. Default `human_review`. */
  escalateTo: LevelSchema.optional(),
  ...reminderFields,
};

export const PolicySchema = z
  .strictObject({
    name: NameSchema,
    description: text(LIMITS.descriptionBytes).optional(),
    /** `deny` rejects at once, `allow` approves at once; `deny` beats `require` beats `allow`. Default `require`. */
    effect: z.enum(['require', 'deny', 'allow']).default('require'),
    /** Globs of actions it covers. Default: all. */
    actions: globs.optional(),
    /** Globs of resources it covers. Default: all. */
    resources: globs.optional(),
    condition: ConditionSchema.optional(),
    /** A zod schema the context must fit; one that does not counts as matching, except for `allow`. */
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

/** The checks between fields that a policy and the fallback share. */
export function checkRequirement(
  fields: {
    approvers?: string[];
    quorum?: number;
    requireAll?: boolean;
    expireAfter?: string;
    autoExpireHours?: number;
  },
  problems: z.core.$RefinementCtx,
): void {
  if (fields.requireAll && fields.quorum !== undefined)
    problems.addIssue({
      code: 'custom',
      path: ['quorum'],
      message: 'goes without requireAll: every entry, or so many people',
    });
  if (fields.expireAfter !== undefined && fields.autoExpireHours !== undefined)
    problems.addIssue({
      code: 'custom',
      path: ['autoExpireHours'],
      message: 'says the same as expireAfter: keep one',
    });
  const repeated = fields.approvers?.find((name, index, all) => all.indexOf(name) !== index);
  if (repeated !== undefined)
    problems.addIssue({ code: 'custom', path: ['approvers'], message: `names '${repeated}' twice` });
}

export type Policy = z.output<typeof PolicySchema>;
export type PolicyInput = z.input<typeof PolicySchema>;
