import { toMilliseconds } from '../../contract/duration';
import type { Trigger, TriggerOf } from '../../contract/trigger';
import { judgeThreshold } from './judge-threshold';
import { judgeUserRequest, judgeTopics } from './judge-conversation';
import { judgeViolations } from './judge-violations';
import { malformed, notAMeasure } from './malformed';
import { sensitiveReason } from './sensitive-reason';
import type { Judgement, TriggerFacts } from './trigger-facts';

/** What one trigger makes of the facts (design, escalations, rule 1). */
export function judgeTrigger(trigger: Trigger, facts: TriggerFacts): Judgement {
  switch (trigger.type) {
    case 'confidence_low':
    case 'error_count':
    case 'cost_exceeded':
    case 'sentiment_negative':
      return judgeThreshold(trigger, facts.context);
    case 'time_exceeded':
      return judgeTime(trigger, facts.agentMs);
    case 'sensitive_data':
      return judgeSensitiveData(trigger, facts);
    case 'policy_violation':
      return judgeViolations(trigger, facts);
    case 'custom':
      return judgeCustom(facts);
    case 'user_request':
      return judgeUserRequest(trigger, facts.context);
    case 'topic_sensitive':
      return judgeTopics(trigger, facts.context);
  }
}

function judgeTime({ threshold }: TriggerOf<'time_exceeded'>, agentMs: number): Judgement {
  const wrong = notAMeasure(agentMs);
  if (wrong) return malformed(`the time that the agent worked ${wrong}`);
  if (agentMs < toMilliseconds(threshold)) return { value: agentMs };
  return {
    value: agentMs,
    reason: `the agent has worked for ${inWords(agentMs)}, at or above ${threshold}`,
  };
}

function judgeSensitiveData(
  { threshold }: TriggerOf<'sensitive_data'>,
  { findings }: TriggerFacts,
): Judgement {
  if (findings === undefined) return {};
  const { total } = findings;
  return { value: total, ...(total >= threshold && { reason: sensitiveReason(findings) }) };
}

function judgeCustom({ answer }: TriggerFacts): Judgement {
  if (answer === undefined || answer.answer === 'no') return {};
  return { reason: answer.why || 'its condition holds' };
}

/** `90 s`, `12 min`, `3.5 h`. */
function inWords(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 120) return `${rounded(seconds)} s`;
  return seconds < 7200 ? `${rounded(seconds / 60)} min` : `${rounded(seconds / 3600)} h`;
}

function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}
