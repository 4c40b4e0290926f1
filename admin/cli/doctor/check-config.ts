import type { Config } from '../../../contract/config';
import { ConfigError } from '../../../contract/errors';
import { findConfig, loadConfig } from '../../../worker/load-config';
import { bad, type Check, good } from './check';
import { approverProblems } from './approver-problems';
import { silentLevels } from './silent-levels';
import { unreachedPolicies } from './unreached-policies';

const NAME = 'config';

/** Whether there is a config, whether it is valid, and what in it is probably not meant. */
export async function checkConfig(path: string | undefined): Promise<{ config?: Config; checks: Check[] }> {
  if (path === undefined && findConfig() === undefined)
    return { checks: [good(NAME, 'no temporal.config.ts here: only a worker needs one')] };
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
    const checks = problems.map(({ found, todo }) => bad(NAME, found, todo));
    return { config, checks: [good(NAME, [loaded.path, ...counts].join(', ')), ...checks] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { checks: [bad(NAME, error.message, 'Mend the config; a worker would not start with it.')] };
  }
}

function named(count: number, noun: string): string[] {
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
}
