import type { Config } from '../../contract/config/config';
import { toMilliseconds } from '../../contract/duration';
import type { PlannedRung } from '../../contract/escalation';
import { LEVELS } from '../../contract/names';

/** Every level of the config that has assignees, lowest first. */
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
