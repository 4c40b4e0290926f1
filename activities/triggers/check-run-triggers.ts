import type { CheckInput, CheckResult } from '../../contract/check';
import type { Config } from '../../contract/config';
import { covered } from '../../rules/runs/peoples-time';
import { requestsOf } from '../runs/requests-of';
import { checkTriggers } from './check-triggers';

/**
 * Evaluates the triggers of one report. Where a trigger of time would fire for an agent elsewhere, the time in which
 * requests of its run were open is not the agent's, and is looked up only then (design, escalations, rule 3). A lookup
 * that fails hides no trigger: all of that time then counts as the agent's, and the answer says so.
 */
export function checkRunTriggers(config: Config): (input: CheckInput) => Promise<CheckResult> {
  const check = checkTriggers(config);
  return async (input) => {
    const { waits } = input;
    if (!waits || !(await check({ ...input, timeOnly: true })).shouldEscalate) return check(input);
    try {
      return await check({ ...input, agentMs: await agentsTime(input, waits) });
    } catch (error) {
      const checked = await check(input);
      const why = error instanceof Error ? error.message : String(error);
      const problem = `the time spent on requests made elsewhere is not known (${why}): it counted as the agent's`;
      return { ...checked, problems: [...checked.problems, problem] };
    }
  };
}

async function agentsTime({ runId, startedAt, now }: CheckInput, waits: NonNullable<CheckInput['waits']>) {
  const requests = await requestsOf(runId);
  const spans = requests.map(({ startedAt: from, closedAt: to }) => ({
    from,
    ...(to !== undefined && { to }),
  }));
  const begun = Date.parse(startedAt);
  return Math.max(0, now - begun - covered([...waits, ...spans], begun, now));
}
