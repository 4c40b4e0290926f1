import type { TriggerOf } from '../../contract/trigger';
import { fieldValue } from './field-value';
import { nameOf } from './malformed';
import type { Judgement } from './trigger-facts';

/** Fires on `true` and nothing else: a text such as `no` would be true to JavaScript. */
export function judgeUserRequest(
  { field = 'user_request' }: TriggerOf<'user_request'>,
  context: Record<string, unknown>,
): Judgement {
  const value = fieldValue(context, field);
  if (value === undefined || value === false) return {};
  if (value === true) return { reason: 'the user asked for a person' };
  return { problem: `${field} is ${nameOf(value)}, not true or false` };
}

/** Fires on any of its topics, whatever their case. Named as the config spells them. */
export function judgeTopics(
  { topics, field }: TriggerOf<'topic_sensitive'>,
  context: Record<string, unknown>,
): Judgement {
  const fields = field === undefined ? ['topics', 'topic'] : [field];
  const read = fields.map((name) => readTopics(name, fieldValue(context, name)));
  const reported = new Set(read.flatMap(({ found }) => found));
  const matched = topics.filter((topic) => reported.has(fold(topic)));
  const problem = read.find((each) => each.problem !== undefined)?.problem;
  return {
    ...(matched.length > 0 && { reason: `the conversation is about ${matched.join(', ')}` }),
    ...(problem !== undefined && { problem }),
  };
}

function readTopics(field: string, value: unknown): { found: string[]; problem?: string } {
  if (value === undefined) return { found: [] };
  if (typeof value === 'string') return { found: [fold(value)] };
  if (!Array.isArray(value))
    return { found: [], problem: `${field} is ${nameOf(value)}, not an array of strings` };
  const found = value.filter((topic) => typeof topic === 'string').map(fold);
  const other: unknown = value.find((topic) => typeof topic !== 'string');
  return found.length === value.length
    ? { found }
    : { found, problem: `${field} has ${nameOf(other)} in it, not only strings` };
}

function fold(topic: string): string {
  return topic.trim().toLowerCase();
}
