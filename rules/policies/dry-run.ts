import { LIMITS } from '../../contract/limits';
import { AND_OTHERS } from '../../contract/names';
import type { Plan } from '../../contract/plan';
import type { DryRun } from '../../contract/policies';
import type { RequestRecord } from '../../contract/record';
import type { RequestContent } from '../../contract/request';
import { begin, expiryOutcome } from '../requests/end-request';
import { openRequest, withPlan } from '../requests/open-request';
import { listedApprovers } from '../requests/people';

/** A request with this plan as it would begin, at the time `now` (milliseconds since 1970). */
export function begun(content: RequestContent, plan: Plan, now: number): RequestRecord {
  return begin(withPlan(openRequest('', content, now), plan), now);
}

function firstApprovers(record: RequestRecord): string[] {
  const { attribute, memo = attribute } = listedApprovers(record);
  return memo.filter((name) => name !== AND_OTHERS).slice(0, LIMITS.listedApprovers);
}

/** What would come of a request with this plan, by the rules that a real one begins by. */
export function dryRun(content: RequestContent, planned: Plan): DryRun {
  const record = begun(content, planned, 0);
  const { status, plan = planned, stage, needed } = record;
  return {
    status,
    plan,
    ...(stage !== undefined && { stage }),
    needed,
    approvers: status === 'pending' ? firstApprovers(record) : [],
    ...(status === 'pending' && { atDeadline: expiryOutcome(record) }),
  };
}
