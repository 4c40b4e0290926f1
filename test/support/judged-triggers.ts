import { type Trigger, type TriggerInput, TriggerSchema } from '../../contract/config/trigger';
import type { TriggerFacts } from '../../rules/triggers/facts';
import { judgeTrigger } from '../../rules/triggers/judge';

export type Part = Partial<Record<keyof Trigger, unknown>> & { type: TriggerInput['type'] } & Record<
    string,
    unknown
  >;

export const trigger = (part: Part) => TriggerSchema.parse({ name: 't', level: 'manager', ...part });
export const judge = (part: Part, context: Record<string, unknown>, facts: Partial<TriggerFacts> = {}) =>
  judgeTrigger(trigger(part), { context, agentMs: 0, ...facts });
export const fires = (...given: Parameters<typeof judge>) => judge(...given).reason !== undefined;

/** Values that are no number. */
export const malformed: [string, unknown, string][] = [
  ['null', null, 'is null'],
  ['NaN', NaN, 'is NaN'],
  ['Infinity', Infinity, 'is Infinity'],
  ['minus Infinity', -Infinity, 'is -Infinity'],
  ['a numeric text', '0.3', 'is a string'],
  ['true', true, 'is a boolean'],
  ['an array', [1], 'is an array'],
  ['an object', { value: 1 }, 'is an object'],
];
