import { z } from 'zod';
import { DurationSchema } from '../duration';
import type { Level } from '../names';
import { NameSchema } from '../text';
import { AdminSchema } from './admin';
import { AgentSchema } from './agent';
import { AuditSchema } from './audit';
import { ChannelSchema } from './channels';
import { ContactsSchema } from './contacts';
import { checkUnique, DecisionsSchema } from './decisions';
import { EscalationPolicySchema, LevelsSchema } from './ladder';
import { NotificationsSchema } from './notifications';
import {
  checkRequirement,
  type Condition,
  type PolicyInput,
  PolicySchema,
  requirementFields,
} from './policy';
import { TriggerSchema, ViolationSchema } from './trigger';

/** Returns the people of a team, or `undefined` if the name is not a team but a person. */
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
      .strictObject({
        ...requirementFields,
        /** People and teams. One approval is enough unless `quorum` or `requireAll` is set. */
        approvers: requirementFields.approvers.unwrap(),
      })
      .omit({ stage: true })
      .superRefine(checkRequirement),
  ],
  { error: "must be 'approve', 'reject' or { approvers: [...] }" },
);

export const ConfigSchema = z
  .strictObject({
    /** Whether warnings, such as a name that the directory does not know, are errors. Default false. */
    strict: z.boolean().default(false),
    /** The task queue of the worker. Clients must use the same. Default `hitl`. */
    taskQueue: NameSchema.optional(),
    /** How many open workflows the worker keeps in memory. It replays the others from history. Default: the SDK's. */
    maxCachedWorkflows: z.int().min(2).optional(),
    /** Teams and their people, or a function that returns the people of a team. */
    directory: DirectorySchema.default({}),
    /** Who must approve which requests. All policies that match a request apply. Default: none. */
    policies: z.array(PolicySchema).default([]),
    /** What decides when no policy matches. Without it such a request fails: a missing policy approves nothing. */
    fallback: FallbackSchema.optional(),
    /** Default values for policies. */
    defaults: z
      .strictObject({
        /** Time to decide, for policies without `expireAfter`. Default 3 days. */
        expireAfter: DurationSchema.default('3 days'),
      })
      .default({ expireAfter: '3 days' }),
    /** People and teams who may cancel any request. */
    operators: z.array(NameSchema).default([]),
    /** Whether decisions need a signature. Default: no, the name in a decision is trusted. */
    decisions: DecisionsSchema.optional(),
    /** What makes an agent run escalate, and to which level. */
    triggers: z.array(TriggerSchema).default([]),
    /** Violations of this deployment's own rules, for triggers of type `policy_violation`. */
    violations: z.array(ViolationSchema).default([]),
    /** The assignees of each level of an escalation. A level that is left out is skipped. */
    levels: LevelsSchema.default({}),
    /** What happens when no level acknowledges an escalation. Default: it ends, and the run is aborted. */
    escalation: EscalationPolicySchema.default({ repeat: 0, finally: 'abort' }),
    /** Agents whose steps this worker runs, by name. */
    agents: z.record(NameSchema, AgentSchema).default({}),
    /** Settings of attached runs. */
    runs: z
      .strictObject({
        /** An attached run ends after this time without a report. Default 24 hours. */
        idleTimeout: DurationSchema.default('24h'),
      })
      .default({ idleTimeout: '24h' }),
    /** The admin server, `hitl admin`. The worker ignores it. */
    admin: AdminSchema.optional(),
    /** The audit log of everything that has ended. Default: none, and records end with the retention of the namespace. */
    audit: AuditSchema.optional(),
    /** The channels that notify people, by name, the preferred one first. Default: none; `hitl dev` writes to its log. */
    channels: z.record(NameSchema, ChannelSchema).default({}),
    /** The addresses of each person. */
    contacts: ContactsSchema.default({}),
    /** Which notifications are sent, when, and by which channel. */
    notifications: NotificationsSchema.prefault({}),
  })
  .superRefine((config, problems) => {
    checkTeams(config.directory, problems);
    checkEscalations(config, problems);
    checkChannelNames(config, problems);
    checkUnique(config.policies, 'name', ['policies'], problems);
    config.policies.forEach(({ name }, index) => {
      if (name === 'fallback')
        problems.addIssue({
          code: 'custom',
          path: ['policies', index, 'name'],
          message: "'fallback' is reserved for the fallback: choose another name",
        });
    });
    const answersRuns = config.triggers.length > 0 || Object.keys(config.agents).length > 0;
    if (config.policies.length === 0 && config.fallback === undefined && !answersRuns)
      problems.addIssue({
        code: 'custom',
        path: ['policies'],
        message: 'no policy and no fallback: every request would fail',
      });
  });

/** A team's name cannot decide, so it cannot be the name of a person as well. */
function checkTeams(directory: unknown, problems: z.core.$RefinementCtx): void {
  if (typeof directory !== 'object' || directory === null) return;
  for (const [team, people] of Object.entries(directory as Record<string, string[]>))
    people.forEach((person, index) => {
      if (Object.hasOwn(directory, person))
        problems.addIssue({
          code: 'custom',
          path: ['directory', team, index],
          message: `'${person}' is a team: name its people instead, because the name of a team cannot decide`,
        });
    });
}

/** Escalations need assignees on at least one level, or nobody would be asked (design escalation rule 6). */
function checkEscalations(
  config: {
    triggers: { name: string }[];
    levels: Partial<Record<Level, unknown>>;
    policies: { onExpiry?: string | undefined }[];
    fallback?: unknown;
  },
  problems: z.core.$RefinementCtx,
): void {
  checkUnique(config.triggers, 'name', ['triggers'], problems);
  if (Object.values(config.levels).some(Boolean)) return;
  const message =
    'escalates, but no level has assignees: add them under levels, such as levels.human_review.assignees';
  if (config.triggers.length > 0) problems.addIssue({ code: 'custom', path: ['triggers'], message });
  config.policies.forEach(({ onExpiry }, index) => {
    if (onExpiry === 'escalate')
      problems.addIssue({ code: 'custom', path: ['policies', index, 'onExpiry'], message });
  });
  if ((config.fallback as { onExpiry?: string } | undefined)?.onExpiry === 'escalate')
    problems.addIssue({ code: 'custom', path: ['fallback', 'onExpiry'], message });
}

/** A misspelt channel would silently send nothing. */
function checkChannelNames(
  config: {
    channels: Record<string, unknown>;
    contacts: unknown;
    notifications: { routes: { channels: string[] }[] };
    audit?: { anchors: { channels: string[] } } | undefined;
  },
  problems: z.core.$RefinementCtx,
): void {
  const check = (names: string[], path: PropertyKey[]) =>
    names.forEach((name, index) => {
      if (!Object.hasOwn(config.channels, name))
        problems.addIssue({
          code: 'custom',
          path: [...path, index],
          message: `'${name}' is not a channel of this config: known are ${Object.keys(config.channels).join(', ') || 'none'}`,
        });
    });
  config.notifications.routes.forEach(({ channels }, index) =>
    check(channels, ['notifications', 'routes', index, 'channels']),
  );
  check(config.audit?.anchors.channels ?? [], ['audit', 'anchors', 'channels']);
  if (typeof config.contacts !== 'object' || config.contacts === null) return;
  for (const [person, contact] of Object.entries(config.contacts as Record<string, { channels?: string[] }>))
    check(contact.channels ?? [], ['contacts', person, 'channels']);
}

/** A valid config, with its defaults filled in. */
export type Config = z.output<typeof ConfigSchema>;
/** A config, as it is written. */
export type ConfigInput = z.input<typeof ConfigSchema>;

/** A policy whose condition gets the output type of its `context` schema. Without a schema the type is `any`. */
interface TypedPolicy<Context> extends Omit<PolicyInput, 'context' | 'condition'> {
  context?: z.ZodType<Context>;
  condition?: (
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    context: unknown extends Context ? any : Context,
    request: Parameters<Condition>[1],
  ) => ReturnType<Condition>;
}

/**
 * Types a config as it is written: the `ctx` of a policy's condition has the type of the policy's `context` schema.
 * The worker validates the config when it loads it. Its errors name the path of each wrong value.
 */
export function defineConfig<Contexts extends readonly unknown[] | []>(
  config: Omit<ConfigInput, 'policies'> & {
    policies?: { [Index in keyof Contexts]: TypedPolicy<Contexts[Index]> };
  },
): ConfigInput {
  return config as ConfigInput;
}

/** Types one policy that is written outside `defineConfig`: `ctx` has the type of its `context` schema. */
export function policy<Context>(
  written: TypedPolicy<Context> & { context: z.ZodType<Context> },
): PolicyInput {
  return written;
}
