import type { Config } from '../../contract/config/config';
import { toMilliseconds } from '../../contract/duration';
import type { LadderPlan, PlannedRung } from '../../contract/escalation';
import { LEVELS } from '../../contract/names';

/** The ladder of an escalation, from the config. Its teams are not looked up yet. */
export function ladderPlan(config: Config, configDigest: string): LadderPlan {
  const { escalation, operators, decisions, channels } = config;
  return {
    configDigest,
    rungs: plannedRungs(config),
    operators,
    ...(decisions?.signed && { signed: true }),
    ...(Object.keys(channels).length > 0 && { notify: true }),
    repeat: escalation.repeat,
    finally: escalation.finally,
    teams: {},
  };
}

/** Every level of the config that has assignees, the lowest first. */
export function plannedRungs({ levels }: Config): PlannedRung[] {
  return LEVELS.flatMap((level) => {
    const rung = levels[level];
    if (rung === undefined) return [];
    const { assignees, acknowledgeWithin, resolveWithin, remindEvery } = rung;
    return {
      level,
      assignees,
      acknowledgeWithin: toMilliseconds(acknowledgeWithin),
      resolveWithin: toMilliseconds(resolveWithin),
      ...(remindEvery !== undefined && { remindEvery: toMilliseconds(remindEvery) }),
    };
  });
}
