import { type AdminConfig, EVERYONE } from '../contract/config/admin';
import type { Config } from '../contract/config/config';
import { LEVELS } from '../contract/names';
import { closestName } from './text';

/** A part of a valid config that is probably a mistake. With `strict: true` it is an error. */
export interface ConfigWarning {
  /** Such as `policies[0].approvers[1]`. */
  path: string;
  message: string;
}

/**
 * The probable mistakes in a config.
 *
 * @param keyNames the names of the API keys, which `admin.access` may also contain. If the admin server has API keys and
 *   `keyNames` is absent, `admin.access` is not checked.
 */
export function configWarnings(config: Config, keyNames?: readonly string[]): ConfigWarning[] {
  return [
    ...unknownNames(config, keyNames),
    ...untypedConditions(config),
    ...braceWarnings(config),
    ...stageGaps(config),
    ...undefinedKeys(config),
    ...closedAccess(config),
  ];
}

/** Access is closed by default, so without any name a person who signs in finds empty lists. */
function closedAccess({ admin }: Config): ConfigWarning[] {
  if (!admin || accessLists(admin.access).some(([, names]) => names.length > 0)) return [];
  const example = "{ read: { team: ['everyone'] }, decide: ['everyone'] }";
  const message = `names nobody, so people who sign in can read and decide nothing: write for example ${example}`;
  return [{ path: 'admin.access', message }];
}

/** Names that are neither a team nor a member of a team in a static directory. */
export function unknownNames(config: Config, keyNames?: readonly string[]): ConfigWarning[] {
  const { directory } = config;
  if (typeof directory === 'function') return [];
  const known = [...Object.keys(directory), ...Object.values(directory).flat()];
  // Without teams every name is a person, and there is nothing to check.
  if (known.length === 0) return [];
  const check = ({ path, name, also = [] }: NamedPath): ConfigWarning[] => {
    if (known.includes(name) || also.includes(name)) return [];
    const meant = closestName(name, [...known, ...also]);
    const advice =
      meant === undefined ? 'correct the name, or add the person to a team' : `did you mean '${meant}'?`;
    return [
      { path, message: `'${name}' is neither a team nor a member of a team in the directory: ${advice}` },
    ];
  };
  // A requester may have a contact and be in no team, so only a probable typing error is reported.
  const contacts = typeof config.contacts === 'function' ? [] : Object.keys(config.contacts);
  const typos = contacts.filter((name) => closestName(name, known) !== undefined);
  return [...namesIn(config, keyNames), ...typos.map((name) => ({ path: `contacts.${name}`, name }))].flatMap(
    check,
  );
}

interface NamedPath {
  path: string;
  name: string;
  /** Other names that are allowed here. */
  also?: readonly string[];
}

function namesIn(config: Config, keyNames?: readonly string[]): NamedPath[] {
  const each = (path: string, names: readonly string[] = [], also: readonly string[] = []): NamedPath[] =>
    names.map((name, index) => ({ path: `${path}[${index}]`, name, also }));
  const { policies, fallback, levels, operators, notifications, admin } = config;
  return [
    ...policies.flatMap(({ approvers }, index) => each(`policies[${index}].approvers`, approvers)),
    ...(typeof fallback === 'object' ? each('fallback.approvers', fallback.approvers) : []),
    ...LEVELS.flatMap((level) => each(`levels.${level}.assignees`, levels[level]?.assignees)),
    ...each('operators', operators),
    ...notifications.routes.flatMap(({ people }, index) =>
      each(`notifications.routes[${index}].people`, people),
    ),
    ...(admin && (keyNames || !admin.signIn.keys) ? accessLists(admin.access) : []).flatMap(([key, names]) =>
      each(`admin.access.${key}`, names, [...(keyNames ?? []), EVERYONE]),
    ),
  ];
}

function accessLists({ read, ...others }: AdminConfig['access']): [string, string[]][] {
  const reading = Object.entries(read).map(([key, names]): [string, string[]] => [`read.${key}`, names]);
  return [...Object.entries(others), ...reading];
}

/** Conditions whose context has no schema. Then nothing checks the types, and `'15,000 USD' > 10_000` is false. */
function untypedConditions({ policies, triggers, violations }: Config): ConfigWarning[] {
  const places = [
    ...policies.map((policy, index) => ({ path: `policies[${index}]`, ...policy })),
    ...triggers.map((trigger, index) => ({ path: `triggers[${index}]`, ...trigger })),
    ...violations.map((violation, index) => ({ path: `violations[${index}]`, ...violation })),
  ];
  return places.flatMap((place) => {
    if (!('condition' in place) || place.condition === undefined || place.context) return [];
    if (hasNoParameters(place.condition)) return [];
    return [
      {
        path: `${place.path}.condition`,
        message:
          "has no context schema, so a value of the wrong type, such as the text '15,000' for a number, is not " +
          'reported: add `context: z.object({ ... })`',
      },
    ];
  });
}

/** Whether the function has no parameters at all, not even optional ones. */
function hasNoParameters(condition: (...args: never[]) => unknown): boolean {
  return /^(async\s*)?(function\s*\w*\s*)?(\w+\s*)?\(\s*\)/.test(String(condition));
}

/** Globs with alternatives in braces. Other programs expand them, but our globs do not. */
function braceWarnings({ policies, notifications }: Config): ConfigWarning[] {
  const globs = [
    ...policies.flatMap(({ actions, resources }, index) => [
      ...(actions ?? []).map((glob, at) => ({ path: `policies[${index}].actions[${at}]`, glob })),
      ...(resources ?? []).map((glob, at) => ({ path: `policies[${index}].resources[${at}]`, glob })),
    ]),
    ...notifications.routes.flatMap(({ policies: named }, index) =>
      (named ?? []).map((glob, at) => ({ path: `notifications.routes[${index}].policies[${at}]`, glob })),
    ),
  ];
  return globs
    .filter(({ glob }) => /\{[^{}]*,[^{}]*\}/.test(glob))
    .map(({ path, glob }) => ({
      path,
      message: `'${glob}' contains braces, which match only themselves: write a separate glob for each alternative`,
    }));
}

/**
 * Stages without a stage directly before them: with only stages 1 and 3, the approvals that were meant for stage 2 are
 * missing.
 */
function stageGaps({ policies }: Config): ConfigWarning[] {
  const used = new Set(policies.filter(({ effect }) => effect === 'require').map(({ stage = 1 }) => stage));
  return policies.flatMap(({ stage = 1 }, index) => {
    if (stage === 1 || used.has(stage - 1)) return [];
    const stages = [...used].sort((a, b) => a - b);
    const meant = stages.indexOf(stage) + 1;
    return [
      {
        path: `policies[${index}].stage`,
        message: `is ${stage}, but no policy has stage ${stage - 1}: number the stages from 1 without gaps, here ${meant}`,
      },
    ];
  });
}

/** Optional keys of channels that are written and undefined, such as `signingSecret: process.env.NAME` without the variable. */
function undefinedKeys({ channels }: Config): ConfigWarning[] {
  return Object.entries(channels).flatMap(([name, channel]) =>
    Object.entries(channel)
      .filter(([, value]) => value === undefined)
      .map(([key]) => ({
        path: `channels.${name}.${key}`,
        message:
          'is undefined: if it comes from an environment variable (process.env.NAME), the variable is not set. ' +
          'Set it, or leave the key out',
      })),
  );
}
