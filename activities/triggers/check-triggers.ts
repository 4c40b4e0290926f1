import type { RunActivities } from '../../contract/activities';
import type { CheckInput } from '../../contract/check';
import type { Config } from '../../contract/config';
import type { Trigger } from '../../contract/trigger';
import { combineTriggers } from '../../rules/triggers/combine-triggers';
import { judgeTrigger } from '../../rules/triggers/judge-trigger';
import type { Judged, TriggerFacts } from '../../rules/triggers/trigger-facts';
import { askAbout } from './ask-condition';
import { describe } from '../condition';
import { findSensitiveData } from './sensitive-data/find';

/** The activity that evaluates the config's triggers for one report (design, escalations, rules 1 and 2). */
export function checkTriggers(config: Config): RunActivities['checkTriggers'] {
  return async (input) => {
    const triggers = config.triggers.filter(({ type }) => !input.timeOnly || type === 'time_exceeded');
    const factsOf = gatherer(config, triggers, input);
    const judged = await Promise.all(triggers.map((trigger) => judge(trigger, factsOf)));
    return combineTriggers(judged, input.memory, input.now);
  };
}

/** What each trigger needs and no more: functions are called and texts searched only for those that ask for it. */
function gatherer(config: Config, triggers: Trigger[], { context, agentMs, runId }: CheckInput) {
  const ask = askAbout(context, { runId, agentMs });
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
async function judge(
  trigger: Trigger,
  factsOf: (trigger: Trigger) => Promise<TriggerFacts>,
): Promise<Judged> {
  try {
    return { trigger, ...judgeTrigger(trigger, await factsOf(trigger)) };
  } catch (error) {
    return { trigger, reason: `it could not be evaluated: ${describe(error)}`.slice(0, 500) };
  }
}
