import type { Config } from '../../contract/config';
import { toMilliseconds } from '../../contract/duration';
import type { AskingView, PoliciesView, PolicyView, TriggerView } from '../../contract/policies';
import type { Policy } from '../../contract/policy';
import type { Trigger } from '../../contract/trigger';
import { rungsOf } from '../escalations/rungs';
import { deadline, type Source, toRequirement } from '../requests/draft-plan';

/** A config's rules as data, for people to read: functions are told to be there, and no more. */
export function policiesView(config: Config, configDigest: string): PoliciesView {
  const { policies, fallback, defaults, triggers, escalation, operators, directory } = config;
  return {
    configDigest,
    policies: policies.map((policy) => policyView(config, policy)),
    ...(fallback !== undefined && {
      fallback:
        typeof fallback === 'string' ? fallback : asking(config, { name: 'fallback', ...fallback }).asks,
    }),
    defaults: { expireAfter: toMilliseconds(defaults.expireAfter) },
    levels: rungsOf(config),
    triggers: triggers.map(triggerView),
    escalation: { repeat: escalation.repeat, finally: escalation.finally },
    operators,
    directory: typeof directory === 'function' ? 'function' : directory,
  };
}

function policyView(config: Config, policy: Policy): PolicyView {
  const { name, description, effect, actions, resources, condition, context, reason } = policy;
  const { stage, asks } = asking(config, policy);
  return {
    name,
    ...(description !== undefined && { description }),
    effect,
    ...(actions && { actions }),
    ...(resources && { resources }),
    ...(condition && { condition: true }),
    ...(context && { context: true }),
    ...(reason !== undefined && { reason }),
    ...(effect === 'require' && { stage, ...asks }),
  };
}

/** As a plan would have it of this source alone, so that it is told what will apply. */
function asking(config: Config, source: Source): { stage: number; asks: AskingView } {
  const { policy: _policy, stage, ...whom } = toRequirement(source);
  const { expiryPolicy: _whose, ...when } = deadline(config, [source]);
  return { stage, asks: { ...whom, ...when } };
}

function triggerView(trigger: Trigger): TriggerView {
  const { name, type, level } = trigger;
  return { name, type, level, ...('threshold' in trigger && { threshold: trigger.threshold }) };
}
