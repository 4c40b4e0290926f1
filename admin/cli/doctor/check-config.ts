import { withTimeout } from '../../../activities/user-functions';
import type { Config } from '../../../contract/config/config';
import { ConfigError } from '../../../contract/errors';
import { type Level, LEVELS } from '../../../contract/names';
import { unknownNames } from '../../../rules/config-warnings';
import { isEverything } from '../../../rules/glob';
import { draftPlan } from '../../../rules/requests/plan';
import { openRequest, withTeams } from '../../../rules/requests/record';
import { findConfig, loadConfig } from '../../../worker/config';
import { failed, type Check, passed } from './check';

const NAME = 'config';

/** Checks whether there is a config, whether it is valid, and whether it has probable mistakes. */
export async function checkConfig(path: string | undefined): Promise<{ config?: Config; checks: Check[] }> {
  if (path === undefined && findConfig() === undefined)
    return { checks: [passed(NAME, 'no temporal.config.ts in this folder; only a worker needs one')] };
  try {
    const loaded = await loadConfig(path);
    const { config } = loaded;
    const problems = [
      ...(await approverProblems(config)),
      ...unreachedPolicies(config),
      ...silentLevels(config),
    ];
    const { policies, triggers, agents } = config;
    const counts = [
      `${policies.length} ${policies.length === 1 ? 'policy' : 'policies'}`,
      ...named(triggers.length, 'trigger'),
      ...named(Object.keys(agents).length, 'agent'),
    ];
    const checks = problems.map(({ found, todo }) => failed(NAME, found, todo));
    return { config, checks: [passed(NAME, [loaded.path, ...counts].join(', ')), ...checks] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { checks: [failed(NAME, error.message, 'Correct the config. A worker does not start with it.')] };
  }
}

function named(count: number, noun: string): string[] {
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
}

const DIRECTORY_TIMEOUT_MS = 10_000;

/** Names that the directory does not know, teams without people, and a directory that fails. */
async function approverProblems(config: Config): Promise<Problem[]> {
  const { directory } = config;
  if (typeof directory !== 'function')
    return unknownNames(config).map(({ path, message }) => ({
      found: `${path}: ${message}`,
      todo: 'Correct the name, or add the person to a team in the directory.',
    }));
  const problems = await Promise.all(namesIn(config).map((name) => askAbout(directory, name)));
  return problems.flat();
}

/** The approvers, assignees and operators: the names that are looked up in the directory. */
function namesIn({ policies, fallback, levels, operators }: Config): string[] {
  const names = [
    ...policies.flatMap(({ approvers = [] }) => approvers),
    ...(typeof fallback === 'object' ? fallback.approvers : []),
    ...LEVELS.flatMap((level) => levels[level]?.assignees ?? []),
    ...operators,
  ];
  return [...new Set(names)];
}

async function askAbout(
  directory: Extract<Config['directory'], (team: string) => unknown>,
  name: string,
): Promise<Problem[]> {
  try {
    const people = await withTimeout(directory(name), DIRECTORY_TIMEOUT_MS);
    if (people?.length !== 0) return [];
    return [
      { found: `the team '${name}' is empty`, todo: 'Add people to it. Without people it cannot decide.' },
    ];
  } catch (error) {
    const found = `the directory fails for '${name}': ${(error as Partial<Error> | undefined)?.message ?? String(error)}`;
    return [
      { found, todo: 'Correct the directory function. Requests and escalations wait until it answers.' },
    ];
  }
}

type Policy = Config['policies'][number];

/** Policies that never apply, and policies that can never be satisfied. */
function unreachedPolicies(config: Config): Problem[] {
  const always = config.policies.filter(coversEverything);
  const denial = always.find(({ effect }) => effect === 'deny');
  if (denial)
    return [
      {
        found: `policy '${denial.name}' denies every request, so no other policy has an effect`,
        todo: 'Give it actions, resources or a condition.',
      },
    ];
  const requirement = always.find(({ effect }) => effect === 'require');
  const allowed = requirement ? config.policies.filter(({ effect }) => effect === 'allow') : [];
  return [
    ...allowed.map(({ name }) => ({
      found: `policy '${name}' has no effect: policy '${requirement?.name}' matches all requests and requires an approval`,
      todo: `Give '${requirement?.name}' actions, resources or a condition.`,
    })),
    ...config.policies.flatMap((policy) => unsatisfiable(config, policy)),
  ];
}

function coversEverything({ actions, resources, condition, context }: Policy): boolean {
  const all = (globs?: string[]) => globs === undefined || globs.some(isEverything);
  return all(actions) && all(resources) && condition === undefined && context === undefined;
}

/** The error that the plan of every request under this policy would have, for any requester who brings the required evidence. */
function unsatisfiable(config: Config, { requireEvidence: _, ...policy }: Policy): Problem[] {
  if (policy.effect !== 'require' || typeof config.directory === 'function') return [];
  const content = { action: 'any', context: {}, requesterId: '(not an approver)' };
  const plan = draftPlan(config, [{ policy, answer: 'yes' }], { configDigest: '', contentHash: '' });
  const { error } = withTeams({ ...openRequest('', content, 0), plan }, config.directory).plan ?? {};
  if (error === undefined) return [];
  return [
    {
      found: `policy '${policy.name}' can never be satisfied: ${error.message.split(';')[0]}`,
      todo: 'Require fewer people, or add people to its teams.',
    },
  ];
}

/** Triggers and policies that escalate to a level without assignees, so that another level is asked. */
function silentLevels({ levels, triggers, policies, fallback }: Config): Problem[] {
  const asked = LEVELS.filter((level) => levels[level] !== undefined);
  if (asked.length === 0) return [];
  const wanted = [
    ...triggers.map(({ name, level }) => ({ who: `trigger '${name}'`, level })),
    ...policies.flatMap(({ name, ...policy }) => expiring(`policy '${name}'`, policy)),
    ...(typeof fallback === 'object' ? expiring('the fallback', fallback) : []),
  ];
  return wanted
    .filter(({ level }) => !asked.includes(level))
    .map(({ who, level }) => {
      const instead = asked.find((other) => LEVELS.indexOf(other) > LEVELS.indexOf(level)) ?? asked.at(-1);
      return {
        found: `${who} escalates to level '${level}', which has no assignees, so '${instead}' is asked`,
        todo: `Add assignees to levels.${level}, or escalate to '${instead}'.`,
      };
    });
}

function expiring(
  who: string,
  { onExpiry, escalateTo = 'human_review' }: { onExpiry?: string; escalateTo?: Level },
) {
  return onExpiry === 'escalate' ? [{ who, level: escalateTo }] : [];
}

/** A probable mistake in a valid config. */
interface Problem {
  found: string;
  todo: string;
}
