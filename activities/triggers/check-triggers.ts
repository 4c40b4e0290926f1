import type { RunActivities } from '../../contract/activities';
import type { Config } from '../../contract/config/config';
import type { Trigger, TriggerRun, Violation } from '../../contract/config/trigger';
import type { CheckInput, CheckResult } from '../../contract/records/check';
import { coveredMs } from '../../rules/runs/waiting-time';
import { combineTriggers } from '../../rules/triggers/combine';
import type { ConditionAnswer, JudgedTrigger, TriggerFacts } from '../../rules/triggers/facts';
import { judgeTrigger } from '../../rules/triggers/judge';
import { ALL_PRESENT, fieldsOf, withPresentFields } from '../present-fields';
import { listRequestsOfRun } from '../runs/requests-elsewhere';
import { deepFreeze, errorText, conditionFailure, parseContext, withTimeout } from '../user-functions';
import { findSensitiveData } from './sensitive-data/find';
import { conceal } from './sensitive-data/kinds';

/**
 * Evaluates the triggers for one report. For an attached run, the time in which requests of the run were open does not count
 * as the agent's. It is looked up only if a time trigger would fire (design escalation rule 3). If the lookup fails, all of
 * that time counts as the agent's, and the answer says so: no trigger is hidden.
 */
export function checkRunTriggers(config: Config): (input: CheckInput) => Promise<CheckResult> {
  const check = checkTriggers(config);
  return async (input) => {
    const { waitingSpans } = input;
    if (!waitingSpans || !(await check({ ...input, timeOnly: true })).shouldEscalate) return check(input);
    try {
      return await check({ ...input, agentMs: await agentTimeMs(input, waitingSpans) });
    } catch (error) {
      const checked = await check(input);
      const why = error instanceof Error ? error.message : String(error);
      const problem = `the time spent on requests made elsewhere is unknown (${why}), so it counted as the agent's time`;
      return { ...checked, problems: [...checked.problems, problem] };
    }
  };
}

async function agentTimeMs(
  { runId, startedAt, now }: CheckInput,
  waitingSpans: NonNullable<CheckInput['waitingSpans']>,
) {
  const requests = await listRequestsOfRun(runId);
  const spans = requests.map(({ startedAt: from, closedAt: to }) => ({ from, to }));
  const begun = Date.parse(startedAt);
  return Math.max(0, now - begun - coveredMs([...waitingSpans, ...spans], begun, now));
}

/** The activity that evaluates the config's triggers for one report (design escalation rule 1 and 2). */
export function checkTriggers(config: Config): RunActivities['checkTriggers'] {
  return async (input) => {
    const triggers = config.triggers.filter(({ type }) => !input.timeOnly || type === 'time_exceeded');
    const factsOf = factGatherer(config, triggers, input);
    const judged = await Promise.all(triggers.map((trigger) => judgeSafely(trigger, factsOf)));
    return combineTriggers(judged, input.memory, input.now);
  };
}

/** Collects the facts that each trigger needs. Functions are called, and texts searched, only for triggers that need it. */
function factGatherer(config: Config, triggers: Trigger[], { context, agentMs, runId }: CheckInput) {
  const ask = conditionEvaluator(context, { runId, agentMs });
  const violations = triggers.some(({ type }) => type === 'policy_violation')
    ? Promise.all(
        config.violations.map(async (violation) => ({ name: violation.name, ...(await ask(violation)) })),
      )
    : Promise.resolve([]);
  return async (trigger: Trigger): Promise<TriggerFacts> => {
    const facts = { context, agentMs };
    if (trigger.type === 'custom') return { ...facts, answer: await ask(trigger) };
    if (trigger.type === 'policy_violation') return { ...facts, violations: await violations };
    if (trigger.type === 'sensitive_data') return { ...facts, findings: findSensitiveData(context, trigger) };
    return facts;
  };
}

/** Judges one trigger. If that throws, the trigger fires, and the others are still judged. */
async function judgeSafely(
  trigger: Trigger,
  factsOf: (trigger: Trigger) => Promise<TriggerFacts>,
): Promise<JudgedTrigger> {
  try {
    return { trigger, ...judgeTrigger(trigger, await factsOf(trigger)) };
  } catch (error) {
    return { trigger, reason: `it could not be evaluated: ${errorText(error)}`.slice(0, 500) };
  }
}

const MAX_REASON_LENGTH = 500;
const MAX_MESSAGE_LENGTH = 100_000;

/**
 * Calls condition functions of the config for one report. A condition has failed, which counts as yes (fail closed), if it
 * throws, takes too long, reads an absent field, or returns neither a boolean nor a reason.
 */
function conditionEvaluator(
  context: Record<string, unknown>,
  run: TriggerRun,
): (judging: Pick<Violation, 'condition' | 'context'>) => Promise<ConditionAnswer> {
  let frozen: Record<string, unknown> | undefined;
  return async ({ condition, context: schema }) => {
    const failed = (why: string): ConditionAnswer => ({
      answer: 'failed',
      why: why.slice(0, MAX_REASON_LENGTH),
    });
    try {
      frozen ??= deepFreeze(structuredClone(context));
      const read = parseContext(schema, frozen, 'trigger');
      if ('problem' in read) return failed(conceal(read.problem));
      const present = withPresentFields(read.data, 'context', fieldsOf(schema));
      const answer: unknown = await withTimeout(
        condition(present, withPresentFields({ ...run }, 'run', ALL_PRESENT)),
      );
      if (typeof answer === 'string') return { answer: 'yes', why: answer.slice(0, MAX_REASON_LENGTH) };
      if (typeof answer === 'boolean') return { answer: answer ? 'yes' : 'no' };
      return failed(
        `the condition returned ${answer === null ? 'null' : typeof answer}, not a boolean or a reason`,
      );
    } catch (error) {
      // An error message often quotes the value that caused it.
      return failed(conceal(conditionFailure(error).slice(0, MAX_MESSAGE_LENGTH)));
    }
  };
}
