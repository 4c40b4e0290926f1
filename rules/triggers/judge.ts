import type { Trigger, TriggerOf } from '../../contract/config/trigger';
import { toMilliseconds } from '../../contract/duration';
import { fieldValue, type Judgement, type SensitiveFindings, type TriggerFacts } from './facts';

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
    reason: `the agent has worked for ${durationText(agentMs)}, at or above ${threshold}`,
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
function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 120) return `${rounded(seconds)} s`;
  return seconds < 7200 ? `${rounded(seconds / 60)} min` : `${rounded(seconds / 3600)} h`;
}

function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}

/** The triggers that compare one reported number with their threshold. */
type ThresholdTrigger = TriggerOf<'confidence_low' | 'error_count' | 'cost_exceeded' | 'sentiment_negative'>;

const THRESHOLD_FIELDS: Record<ThresholdTrigger['type'], string> = {
  confidence_low: 'confidence',
  error_count: 'error_count',
  cost_exceeded: 'cost',
  sentiment_negative: 'sentiment',
};

/**
 * Judges one number. A missing one is no problem and never fires. A malformed one is a problem and fires, whatever it
 * measures: an agent whose cost is not known may cost anything.
 */
function judgeThreshold(trigger: ThresholdTrigger, context: Record<string, unknown>): Judgement {
  const { type, threshold, field = THRESHOLD_FIELDS[type] } = trigger;
  const value = fieldValue(context, field);
  if (value === undefined) return {};
  const wrong = isLow(type) ? notANumber(value) : notAMeasure(value);
  if (wrong) return malformed(`${field} ${wrong}`);
  const number = value as number;
  const fires = isLow(type) ? number < threshold : number >= threshold;
  const reason = `${field} ${number} is ${isLow(type) ? 'below' : 'at or above'} ${threshold}`;
  return { value: number, ...(fires && { reason }) };
}

function isLow(type: ThresholdTrigger['type']): boolean {
  return type === 'confidence_low' || type === 'sentiment_negative';
}

/** Fires on `true` and nothing else: a text such as `no` would be true to JavaScript. */
function judgeUserRequest(
  { field = 'user_request' }: TriggerOf<'user_request'>,
  context: Record<string, unknown>,
): Judgement {
  const value = fieldValue(context, field);
  if (value === undefined || value === false) return {};
  if (value === true) return { reason: 'the user asked for a person' };
  return { problem: `${field} is ${typeName(value)}, not true or false` };
}

/** Fires on any of its topics, whatever their case. Named as the config spells them. */
function judgeTopics(
  { topics, field }: TriggerOf<'topic_sensitive'>,
  context: Record<string, unknown>,
): Judgement {
  const fields = field === undefined ? ['topics', 'topic'] : [field];
  const read = fields.map((name) => readTopics(name, fieldValue(context, name)));
  const reported = new Set(read.flatMap(({ found }) => found));
  const matched = topics.filter((topic) => reported.has(normalizedTopic(topic)));
  const problem = read.find((each) => each.problem !== undefined)?.problem;
  return {
    ...(matched.length > 0 && { reason: `the conversation is about ${matched.join(', ')}` }),
    ...(problem !== undefined && { problem }),
  };
}

function readTopics(field: string, value: unknown): { found: string[]; problem?: string } {
  if (value === undefined) return { found: [] };
  if (typeof value === 'string') return { found: [normalizedTopic(value)] };
  if (!Array.isArray(value))
    return { found: [], problem: `${field} is ${typeName(value)}, not an array of strings` };
  const found = value.filter((topic) => typeof topic === 'string').map(normalizedTopic);
  const other: unknown = value.find((topic) => typeof topic !== 'string');
  return found.length === value.length
    ? { found }
    : { found, problem: `${field} has ${typeName(other)} in it, not only strings` };
}

function normalizedTopic(topic: string): string {
  return topic.trim().toLowerCase();
}

const VIOLATION_FIELDS = ['policy_violations', 'policy_violation', 'violations'];
const MAX_NAMED_VIOLATIONS = 10;

/** Adds up the violations that the agent reports and those that the config found. With neither there is no number to judge. */
function judgeViolations(
  { threshold, field }: TriggerOf<'policy_violation'>,
  { context, violations = [] }: TriggerFacts,
): Judgement {
  const reported = readReported(context, field);
  const problem = reported.problem;
  if (reported.count === undefined && violations.length === 0)
    return problem === undefined ? {} : malformed(problem);
  const found = violations.filter(({ answer }) => answer !== 'no');
  const value = (reported.count ?? 0) + found.length;
  if (value < threshold) return problem === undefined ? { value } : { value, ...malformed(problem) };
  const names = found.map(({ name, why }) => (why ? `${name} (${why.slice(0, 200)})` : name));
  const count = `${value} policy ${value === 1 ? 'violation' : 'violations'}, at or above ${threshold}`;
  const reason = names.length > 0 ? `${count}: ${listOf(names)}` : count;
  return { value, reason, ...(problem !== undefined && { problem }) };
}

/** A number, or an array of names. Their text stays out: it is the agent's. */
function readReported(
  context: Record<string, unknown>,
  field: string | undefined,
): { count?: number; problem?: string } {
  const fields = field === undefined ? VIOLATION_FIELDS : [field];
  const name = fields.find((each) => fieldValue(context, each) !== undefined);
  if (name === undefined) return {};
  const value = fieldValue(context, name);
  if (Array.isArray(value)) return { count: value.length };
  if (typeof value !== 'number' || !Number.isFinite(value))
    return { problem: `${name} is ${typeName(value)}, not a number or an array of names` };
  // Below 0, it would hide what the config found.
  const wrong = notAMeasure(value);
  return wrong === undefined ? { count: value } : { problem: `${name} ${wrong}` };
}

function listOf(names: string[]): string {
  const more = names.length - MAX_NAMED_VIOLATIONS;
  return names.slice(0, MAX_NAMED_VIOLATIONS).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** What was found and where, such as `2 findings of sensitive data: card at $.customer.note, email at $.text`. */
function sensitiveReason({ total, named, unnamed }: SensitiveFindings): string {
  const noun = total === 1 ? 'finding' : 'findings';
  const places = named.map(
    ({ kind, place, count }) => `${kind} at ${place}${count > 1 ? ` (${count})` : ''}`,
  );
  const rest = unnamed > 0 ? ` and ${unnamed} more` : '';
  return `${total} ${noun} of sensitive data${places.length > 0 ? `: ${places.join(', ')}${rest}` : ''}`;
}

/** What is wrong with a value that should be a number, if anything. Never the value itself: it may be secret, or long. */
function notANumber(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return undefined;
  return `is ${typeName(value)}, not a number`;
}

/** The same of a measure that cannot be below 0, such as a cost, a count or a time. */
function notAMeasure(value: unknown): string | undefined {
  return notANumber(value) ?? ((value as number) < 0 ? 'is a number below 0' : undefined);
}

/** What a value is, in a word or two. */
function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The judgement on a measure that is malformed: it is reported, and fires. */
function malformed(problem: string): Judgement {
  return { reason: problem, problem };
}
