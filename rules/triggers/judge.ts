import type { Trigger, TriggerOf } from '../../contract/config/trigger';
import { defined } from '../../contract/defined';
import { toMilliseconds } from '../../contract/duration';
import type { TriggerType } from '../../contract/names';
import { fieldValue, type Judgement, type SensitiveFindings, type TriggerFacts } from './facts';

type Context = TriggerFacts['context'];
type Judge<T extends TriggerType> = (trigger: TriggerOf<T>, facts: TriggerFacts) => Judgement;

/** How each type of trigger is judged. */
const JUDGES: { [T in TriggerType]: Judge<T> } = {
  confidence_low: (trigger, { context }) => judgeBelow(trigger, 'confidence', context),
  sentiment_negative: (trigger, { context }) => judgeBelow(trigger, 'sentiment', context),
  error_count: (trigger, { context }) => judgeAtOrAbove(trigger, 'error_count', context),
  cost_exceeded: (trigger, { context }) => judgeAtOrAbove(trigger, 'cost', context),
  time_exceeded: judgeTime,
  sensitive_data: judgeSensitiveData,
  policy_violation: judgeViolations,
  custom: judgeCustom,
  user_request: judgeUserRequest,
  topic_sensitive: judgeTopics,
};

/** The judgement on one trigger (design escalation rule 1). */
export function judgeTrigger(trigger: Trigger, facts: TriggerFacts): Judgement {
  const judge = JUDGES[trigger.type] as Judge<TriggerType>;
  return judge(trigger, facts);
}

interface NumberTrigger {
  threshold: number;
  field?: string | undefined;
}

/** Fires below the threshold. A missing number never fires; a malformed one is reported and fires. */
function judgeBelow(trigger: NumberTrigger, defaultField: string, context: Context): Judgement {
  return judgeNumber(trigger, defaultField, context, {
    problemOf: notANumber,
    fires: (number, threshold) => number < threshold,
    relation: 'below',
  });
}

/**
 * Fires at or above the threshold. A missing number never fires. A malformed one is reported and fires, since an agent whose
 * cost is not known may cost anything.
 */
function judgeAtOrAbove(trigger: NumberTrigger, defaultField: string, context: Context): Judgement {
  return judgeNumber(trigger, defaultField, context, {
    problemOf: notAMeasure,
    fires: (number, threshold) => number >= threshold,
    relation: 'at or above',
  });
}

interface Comparison {
  /** What is wrong with the value; nothing if it can be compared. */
  problemOf: (value: unknown) => string | undefined;
  fires: (number: number, threshold: number) => boolean;
  relation: string;
}

function judgeNumber(
  { threshold, field }: NumberTrigger,
  defaultField: string,
  context: Context,
  { problemOf, fires, relation }: Comparison,
): Judgement {
  const name = field ?? defaultField;
  const value = fieldValue(context, name);
  if (value === undefined) return {};
  const problem = problemOf(value);
  if (problem) return malformed(`${name} ${problem}`);
  const number = value as number;
  const reason = `${name} ${number} is ${relation} ${threshold}`;
  return { value: number, ...(fires(number, threshold) && { reason }) };
}

function judgeTime({ threshold }: TriggerOf<'time_exceeded'>, { agentMs }: TriggerFacts): Judgement {
  const wrong = notAMeasure(agentMs);
  if (wrong) return malformed(`the time that the agent worked ${wrong}`);
  if (agentMs < toMilliseconds(threshold)) return { value: agentMs };
  return {
    value: agentMs,
    reason: `the agent has worked for ${durationText(agentMs)}, at or above ${threshold}`,
  };
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

function judgeSensitiveData(
  { threshold }: TriggerOf<'sensitive_data'>,
  { findings }: TriggerFacts,
): Judgement {
  if (findings === undefined) return {};
  const { total } = findings;
  return { value: total, ...(total >= threshold && { reason: sensitiveReason(findings) }) };
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

function judgeCustom(_: TriggerOf<'custom'>, { answer }: TriggerFacts): Judgement {
  if (answer === undefined || answer.answer === 'no') return {};
  return { reason: answer.why || 'its condition is true' };
}

/** Fires only on `true`: a text such as `no` would be truthy in JavaScript. */
function judgeUserRequest(
  { field = 'user_request' }: TriggerOf<'user_request'>,
  { context }: TriggerFacts,
): Judgement {
  const value = fieldValue(context, field);
  if (value === undefined || value === false) return {};
  if (value === true) return { reason: 'the user asked for a person' };
  return { problem: `${field} is ${typeName(value)}, not true or false` };
}

/** Fires on any of its topics, ignoring case. The reason names them as the config spells them. */
function judgeTopics({ topics, field }: TriggerOf<'topic_sensitive'>, { context }: TriggerFacts): Judgement {
  const fields = field === undefined ? ['topics', 'topic'] : [field];
  const read = fields.map((name) => readTopics(name, fieldValue(context, name)));
  const reported = new Set(read.flatMap(({ found }) => found));
  const matched = topics.filter((topic) => reported.has(normalizedTopic(topic)));
  const problem = read.find((each) => each.problem !== undefined)?.problem;
  return {
    ...(matched.length > 0 && { reason: `the conversation is about ${matched.join(', ')}` }),
    ...defined({ problem }),
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
    : { found, problem: `${field} contains ${typeName(other)}; it may contain only strings` };
}

function normalizedTopic(topic: string): string {
  return topic.trim().toLowerCase();
}

const VIOLATION_FIELDS = ['policy_violations', 'policy_violation', 'violations'];
const MAX_NAMED_VIOLATIONS = 10;

/** Adds the violations that the agent reports to those that the config found. Without either there is no number to judge. */
function judgeViolations(
  { threshold, field }: TriggerOf<'policy_violation'>,
  { context, violations = [] }: TriggerFacts,
): Judgement {
  const { count: reported, problem } = readViolations(context, field);
  if (reported === undefined && violations.length === 0)
    return problem === undefined ? {} : malformed(problem);
  const found = violations.filter(({ answer }) => answer !== 'no');
  const value = (reported ?? 0) + found.length;
  if (value < threshold) return problem === undefined ? { value } : { value, ...malformed(problem) };
  const names = found.map(({ name, why }) => (why ? `${name} (${why.slice(0, 200)})` : name));
  const count = `${value} policy ${value === 1 ? 'violation' : 'violations'}, at or above ${threshold}`;
  const reason = names.length > 0 ? `${count}: ${listOf(names)}` : count;
  return { value, reason, ...defined({ problem }) };
}

/** The violations that the agent reports, as a number or an array of names. The names stay out: the agent wrote them. */
function readViolations(context: Context, field: string | undefined): { count?: number; problem?: string } {
  const fields = field === undefined ? VIOLATION_FIELDS : [field];
  const name = fields.find((each) => fieldValue(context, each) !== undefined);
  if (name === undefined) return {};
  const value = fieldValue(context, name);
  if (Array.isArray(value)) return { count: value.length };
  if (typeof value !== 'number' || !Number.isFinite(value))
    return { problem: `${name} is ${typeName(value)}, not a number or an array of names` };
  // A negative number would hide what the config found.
  const wrong = notAMeasure(value);
  return wrong === undefined ? { count: value } : { problem: `${name} ${wrong}` };
}

function listOf(names: string[]): string {
  const more = names.length - MAX_NAMED_VIOLATIONS;
  return names.slice(0, MAX_NAMED_VIOLATIONS).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** What is wrong with a value that must be a number. Never the value itself: it may be secret or long. */
function notANumber(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return undefined;
  return `is ${typeName(value)}, not a number`;
}

/** What is wrong with a value that must be a number of 0 or more, such as a cost, a count or a time. */
function notAMeasure(value: unknown): string | undefined {
  return notANumber(value) ?? ((value as number) < 0 ? 'is a number below 0' : undefined);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The judgement on a malformed number: it is reported, and it fires. */
function malformed(problem: string): Judgement {
  return { reason: problem, problem };
}
