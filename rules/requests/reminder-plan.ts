import type { Config } from '../../contract/config';
import { type Duration, toMilliseconds } from '../../contract/duration';
import type { Plan, ReminderPlan } from '../../contract/plan';

interface Reminding {
  remindAfter?: Duration[] | undefined;
  remindEvery?: Duration | undefined;
  warnBefore?: Duration | undefined;
}

/**
 * When those whom these policies ask hear of it again: what no policy says, `notifications` does. Of several policies
 * each counts: every time of each, the shortest interval and the earliest warning. Nothing where there are no channels.
 */
export function reminders(config: Config, policies: Reminding[]): Pick<Plan, 'notify'> {
  if (Object.keys(config.channels).length === 0) return {};
  const said = (field: keyof Reminding) => {
    const own = policies.filter((policy) => policy[field] !== undefined);
    const sources = own.length > 0 ? own : [config.notifications];
    return sources.flatMap((source) => [source[field] ?? []].flat().map(toMilliseconds));
  };
  const [after, every, before] = [said('remindAfter'), said('remindEvery'), said('warnBefore')];
  const notify: ReminderPlan = {
    ...(after.length > 0 && { remindAfter: [...new Set(after)].sort((a, b) => a - b) }),
    ...(every.length > 0 && { remindEvery: Math.min(...every) }),
    ...(before.length > 0 && { warnBefore: Math.max(...before) }),
  };
  return { notify };
}
