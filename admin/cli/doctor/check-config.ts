import type { Config } from '../../../contract/config';
import { ConfigError } from '../../../contract/errors';
import { findConfig, loadConfig } from '../../../worker/load-config';
import { bad, type Check, good } from './check';
import { approverProblems } from './approver-problems';
import { unreachedPolicies } from './unreached-policies';

const NAME = 'config';

/** Whether there is a config, whether it is valid, and what in it is probably not meant. */
export async function checkConfig(path: string | undefined): Promise<{ config?: Config; checks: Check[] }> {
  if (path === undefined && findConfig() === undefined)
    return { checks: [good(NAME, 'no temporal.config.ts here: only a worker needs one')] };
  try {
    const loaded = await loadConfig(path);
    const { config } = loaded;
    const problems = [...(await approverProblems(config)), ...unreachedPolicies(config)];
    const count = `${config.policies.length} ${config.policies.length === 1 ? 'policy' : 'policies'}`;
    const checks = problems.map(({ found, todo }) => bad(NAME, found, todo));
    return { config, checks: [good(NAME, `${loaded.path}, ${count}`), ...checks] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { checks: [bad(NAME, error.message, 'Mend the config; a worker would not start with it.')] };
  }
}
