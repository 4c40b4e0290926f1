import type { Config } from '../../contract/config';
import type { LadderPlan } from '../../contract/escalation';
import { rungsOf } from '../../rules/escalations/rungs';
import { namesOfLadder } from '../../rules/escalations/who-is-who';
import { resolveTeams } from '../requests/directory';

/** The ladder as the config has it now: every level that has assignees, lowest first. */
export async function planEscalation(config: Config, configDigest: string): Promise<LadderPlan> {
  const { escalation, operators, directory } = config;
  const rungs = rungsOf(config);
  const plan = {
    configDigest,
    rungs,
    operators,
    ...(config.decisions?.signed && { signed: true as const }),
    ...(Object.keys(config.channels).length > 0 && { notify: true as const }),
    repeat: escalation.repeat,
    finally: escalation.finally,
  };
  const names = namesOfLadder(plan);
  // A function may be slow or down: it is asked by an activity of its own, while the ladder's clocks run.
  if (typeof directory === 'function') return { ...plan, teams: {}, unresolved: names };
  return { ...plan, teams: await resolveTeams(directory, names) };
}
