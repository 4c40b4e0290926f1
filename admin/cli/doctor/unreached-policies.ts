import type { Config } from '../../../contract/config';
import { isEverything } from '../../../rules/glob';
import { withTeams } from '../../../rules/requests/complete-plan';
import { draftPlan } from '../../../rules/requests/draft-plan';
import { openRequest } from '../../../rules/requests/open-request';
import type { Problem } from './problem';

type Policy = Config['policies'][number];

/** Policies that never come to count, and those that nobody could ever satisfy. */
export function unreachedPolicies(config: Config): Problem[] {
  const always = config.policies.filter(coversEverything);
  const denial = always.find(({ effect }) => effect === 'deny');
  if (denial)
    return [
      {
        found: `policy '${denial.name}' denies every request: no other policy is ever reached`,
        todo: 'Give it actions, resources or a condition.',
      },
    ];
  const requirement = always.find(({ effect }) => effect === 'require');
  const allowed = requirement ? config.policies.filter(({ effect }) => effect === 'allow') : [];
  return [
    ...allowed.map(({ name }) => ({
      found: `policy '${name}' never allows anything: '${requirement?.name}' requires approval of every request`,
      todo: `Give '${requirement?.name}' actions, resources or a condition.`,
    })),
    ...config.policies.flatMap((policy) => unsatisfiable(config, policy)),
  ];
}

function coversEverything({ actions, resources, condition, context }: Policy): boolean {
  const all = (globs?: string[]) => globs === undefined || globs.some(isEverything);
  return all(actions) && all(resources) && condition === undefined && context === undefined;
}

/** What the plan of every request under this policy would say, whoever asks. */
function unsatisfiable(config: Config, policy: Policy): Problem[] {
  if (policy.effect !== 'require' || typeof config.directory === 'function') return [];
  const content = { action: 'any', context: {}, requesterId: '(somebody who approves nothing)' };
  const plan = draftPlan(config, [{ policy, answer: 'yes' }], { configDigest: '', contentHash: '' });
  const { error } = withTeams({ ...openRequest('', content, 0), plan }, config.directory).plan ?? {};
  if (error === undefined) return [];
  return [
    {
      found: `policy '${policy.name}' can never be satisfied: ${error.message.split(';')[0]}`,
      todo: 'Ask for fewer people, or put more into its teams.',
    },
  ];
}
