import type { CheckInput, CheckResult } from '../../contract/check';
import type { Config } from '../../contract/config';
import { checkTriggers } from './check-triggers';
import { requestsOf } from '../runs/requests-of';

/**
 * Evaluates the triggers of one report. Where a trigger of time would fire for an agent elsewhere, the time in which
 * requests of its run were open is not the agent's, and is looked up only then (design, escalations, rule 3).
 */
export function checkRunTriggers(config: Config): (input: CheckInput) => Promise<CheckResult> {
  const check = checkTriggers(config);
  return async (input) => {
    if (!input.elsewhere || !(await check({ ...input, timeOnly: true })).shouldEscalate) return check(input);
    return check({ ...input, agentMs: Math.max(0, input.agentMs - (await peoplesTime(input))) });
  };
}

/** Milliseconds in which at least one request of the run was open. */
async function peoplesTime({ runId, startedAt, now }: CheckInput): Promise<number> {
  const requests = (await requestsOf(runId)).toSorted((a, b) => a.startedAt - b.startedAt);
  let waited = 0;
  let counted = Date.parse(startedAt);
  for (const { startedAt: from, closedAt: to = now } of requests) {
    waited += Math.max(0, to - Math.max(from, counted));
    counted = Math.max(counted, to);
  }
  return waited;
}
