import type { Config } from '../contract/config/config';
import type { Policy } from '../contract/config/policy';
import type { Trigger } from '../contract/config/trigger';
import { defined } from '../contract/defined';
import { toMilliseconds } from '../contract/duration';
import { LIMITS } from '../contract/limits';
import { AND_OTHERS } from '../contract/names';
import type { Plan } from '../contract/records/plan';
import type {
  RequirementView,
  DryRun,
  PoliciesView,
  PolicyView,
  TriggerView,
} from '../contract/records/policies';
import type { RequestContent, RequestRecord } from '../contract/request';
import { plannedRungs } from './escalations/ladder-plan';
import { mergedPresentation } from './presentation/policy';
import { listedApprovers } from './requests/people';
import { deadline, type RequirementSource, toRequirement } from './requests/plan';
import { beginRequest, expiryOutcome, openRequest, withPlan } from './requests/record';

/** The rules of a config as data. A function is shown only as present. */
export function policiesView(config: Config, configDigest: string): PoliciesView {
  const { policies, fallback, defaults, triggers, escalation, operators, directory } = config;
  return {
    configDigest,
    policies: policies.map((policy) => policyView(config, policy)),
    ...(fallback !== undefined && {
      fallback:
        typeof fallback === 'string'
          ? fallback
          : requirementView(config, { name: 'fallback', ...fallback }).asks,
    }),
    defaults: { expireAfter: toMilliseconds(defaults.expireAfter) },
    levels: plannedRungs(config),
    triggers: triggers.map(triggerView),
    escalation: { repeat: escalation.repeat, finally: escalation.finally },
    operators,
    directory: typeof directory === 'function' ? 'function' : directory,
  };
}

function policyView(config: Config, policy: Policy): PolicyView {
  const { name, description, effect, actions, resources, condition, context, reason } = policy;
  const { stage, asks } = requirementView(config, policy);
  return {
    name,
    ...defined({ description }),
    effect,
    ...defined({ actions, resources }),
    ...(condition && { condition: true }),
    ...(context && { context: true }),
    ...defined({ reason }),
    ...(effect === 'require' && { stage, ...asks }),
  };
}

/** What a plan would contain for this policy or fallback alone. */
function requirementView(
  config: Config,
  source: RequirementSource,
): { stage: number; asks: RequirementView } {
  const { policy: _policy, stage, ...who } = toRequirement(source);
  const { expiryPolicy: _expiryPolicy, ...when } = deadline(config, [source]);
  const { response, requireEvidence } = source;
  const useWithin = source.useWithin === undefined ? undefined : toMilliseconds(source.useWithin);
  const reportWithin = source.reportWithin === undefined ? undefined : toMilliseconds(source.reportWithin);
  const presentation = mergedPresentation([source]);
  const more = defined({ response, requireEvidence, useWithin, reportWithin, presentation });
  return { stage, asks: { ...who, ...when, ...more } };
}

function triggerView(trigger: Trigger): TriggerView {
  const { name, type, level } = trigger;
  return { name, type, level, ...('threshold' in trigger && { threshold: trigger.threshold }) };
}

/** A request with this plan as it would begin at `now` (milliseconds since 1970). */
function begunRequest(content: RequestContent, plan: Plan, now: number): RequestRecord {
  return beginRequest(withPlan(openRequest('', content, now), plan), now);
}

function firstApprovers(record: RequestRecord): string[] {
  const { attribute, memo = attribute } = listedApprovers(record);
  return memo.filter((name) => name !== AND_OTHERS).slice(0, LIMITS.listedApprovers);
}

/** How a request with this plan would begin, by the same rules as a real request. */
export function dryRun(content: RequestContent, planned: Plan): DryRun {
  const record = begunRequest(content, planned, 0);
  const { status, plan = planned, stage, needed } = record;
  return {
    status,
    plan,
    ...defined({ stage }),
    needed,
    approvers: status === 'pending' ? firstApprovers(record) : [],
    ...(status === 'pending' && { atDeadline: expiryOutcome(record) }),
  };
}
