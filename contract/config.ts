import { z } from 'zod';
import { DurationSchema } from './duration';
import { PolicySchema, checkRequirement, requirementFields } from './policy';
import { NameSchema } from './text';

/** The people of a team; `undefined` says the name is not a team, hence a person. */
export type DirectoryFunction = (team: string) => Promise<string[] | undefined> | string[] | undefined;

const DirectorySchema = z.union(
  [
    z.custom<DirectoryFunction>((value) => typeof value === 'function'),
    z.record(NameSchema, z.array(NameSchema).min(1, 'an empty team can approve nothing')),
  ],
  { error: 'must be teams with their people, or a function (team) => Promise<string[]>' },
);

const FallbackSchema = z.union(
  [
    z.enum(['approve', 'reject']),
    z
      .strictObject({ ...requirementFields, approvers: requirementFields.approvers.unwrap() })
      .omit({ stage: true })
      .superRefine(checkRequirement),
  ],
  { error: "must be 'approve', 'reject' or { approvers: [...] }" },
);

const later = z
  .undefined({
    error: 'is not available yet: escalations and agent runs come with a later release; take it out',
  })
  .optional();

export const ConfigSchema = z
  .strictObject({
    /** Where the worker listens; clients name the same. Default `hitl`. */
    taskQueue: NameSchema.optional(),
    /** Teams and their people, or a function that answers the people of a team. */
    directory: DirectorySchema.default({}),
    policies: z.array(PolicySchema).default([]),
    /** What decides when no policy matches. Without it such a request fails: nothing is approved by omission. */
    fallback: FallbackSchema.optional(),
    /** For policies that do not say. */
    defaults: z
      .strictObject({ expireAfter: DurationSchema.default('3 days') })
      .default({ expireAfter: '3 days' }),
    /** People and teams who may cancel any request. */
    operators: z.array(NameSchema).default([]),
    triggers: later,
    levels: later,
    escalation: later,
    agents: later,
    channels: later,
  })
  .superRefine((config, problems) => {
    const names = config.policies.map((policy) => policy.name);
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index)
        problems.addIssue({
          code: 'custom',
          path: ['policies', index, 'name'],
          message: `'${name}' is used twice`,
        });
      if (name === 'fallback')
        problems.addIssue({
          code: 'custom',
          path: ['policies', index, 'name'],
          message: "'fallback' is the fallback's own name",
        });
    });
    if (config.policies.length === 0 && config.fallback === undefined)
      problems.addIssue({
        code: 'custom',
        path: ['policies'],
        message: 'no policy and no fallback: every request would fail',
      });
  });

/** A deployment's rules, checked and with its defaults. */
export type Config = z.output<typeof ConfigSchema>;
/** A deployment's rules as written. */
export type ConfigInput = z.input<typeof ConfigSchema>;
