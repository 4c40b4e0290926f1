import type { RunActivities } from '../../contract/activities';
import type { CheckInput, CheckResult } from '../../contract/records/check';
import type { Config } from '../../contract/config/config';
import type { Trigger, TriggerRun, Violation } from '../../contract/config/trigger';
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
 * Evaluates the triggers of one report. Where a trigger of time would fire for an agent elsewhere, the time in which
 * requests of its run were open is not the agent's, and is looked up only then (design, escalations, rule 3). A lookup
 * that fails hides no trigger: all of that time then counts as the agent's, and the answer says so.
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
      const problem = `the time spent on requests made elsewhere is not known (${why}): it counted as the agent's`;
      return { ...checked, problems: [...checked.problems, problem] };
    }
  };
}

async function agentTimeMs(
  { runId, startedAt, now }: CheckInput,
  waits: NonNullable<CheckInput['waitingSpans']>,
) {
  const requests = await listRequestsOfRun(runId);
  const spans = requests.map(({ startedAt: from, closedAt: to }) => ({
    from,
    ...(to !== undefined && { to }),
  }));
  const begun = Date.parse(startedAt);
  return Math.max(0, now - begun - coveredMs([...waits, ...spans], begun, now));
}

/** The activity that evaluates the config's triggers for one report (design, escalations, rules 1 and 2). */
export function checkTriggers(config: Config): RunActivities['checkTriggers'] {
  return async (input) => {
    const triggers = config.triggers.filter(({ type }) => !input.timeOnly || type === 'time_exceeded');
    const factsOf = factGatherer(config, triggers, input);
    const judged = await Promise.all(triggers.map((trigger) => judgeSafely(trigger, factsOf)));
    return combineTriggers(judged, input.memory, input.now);
  };
}

/** What each trigger needs and no more: functions are called and texts searched only for those that ask for it. */
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

/** A trigger that cannot be evaluated fires, and hides none of the others. */
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
 * Asks functions of the config about one report. What throws, takes too long, reads a field that is not there or gives no
 * boolean and no reason has failed, and that counts as yes (fail closed).
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
        `the condition answered no boolean and no reason but ${answer === null ? 'null' : typeof answer}`,
      );
    } catch (error) {
      // A message often quotes what it could not handle.
      return failed(conceal(conditionFailure(error).slice(0, MAX_MESSAGE_LENGTH)));
    }
  };
}
