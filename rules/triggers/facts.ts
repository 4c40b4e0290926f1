import type { Trigger } from '../../contract/config/trigger';

/** What a function of the config answered. It has `failed` when it threw or gave no proper answer: that counts as yes. */
export interface ConditionAnswer {
  answer: 'yes' | 'no' | 'failed';
  /** The reason that it gave, or how it failed. */
  why?: string;
}

/** Something sensitive, so many times in one place. Never the value itself. */
interface SensitiveFinding {
  /** Such as `card`, or the name of the config's own detector. */
  kind: string;
  /** Such as `$.customer.notes`. */
  place: string;
  count: number;
}

/** What was found in a context: all of it counted, the first places named. */
export interface SensitiveFindings {
  total: number;
  named: SensitiveFinding[];
  /** How many places more there are. */
  unnamed: number;
}

/** What a trigger may look at. */
export interface TriggerFacts {
  context: Record<string, unknown>;
  agentMs: number;
  /** Of a `custom` trigger: what its function answered. */
  answer?: ConditionAnswer;
  /** Of a `policy_violation` trigger: what each of the config's violations answered. */
  violations?: (ConditionAnswer & { name: string })[];
  /** Of a `sensitive_data` trigger. */
  findings?: SensitiveFindings;
}

/** What a trigger makes of the facts, whatever was resolved before. */
export interface Judgement {
  /** Why it fires, if it does. */
  reason?: string;
  /** The number that it judged, where there is one. */
  value?: number;
  /** What is malformed, in words that never show the value. */
  problem?: string;
}

/** A trigger with its judgement. */
export interface JudgedTrigger extends Judgement {
  trigger: Trigger;
}

/**
 * The value at `field` of what an agent reported, `undefined` if there is none. Dots lead into objects (`usage.cost`);
 * snake and camel case are alike, and a field spelled exactly so comes first.
 */
export function fieldValue(context: unknown, field: string): unknown {
  const whole = member(context, field);
  if (whole !== undefined || !field.includes('.')) return whole;
  return field.split('.').reduce(member, context);
}

/** Only what the object itself has: `constructor` and `__proto__` are names like any other. */
function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const record = value as Record<string, unknown>;
  if (Object.hasOwn(record, name) && record[name] !== undefined) return record[name];
  const other = Object.keys(record).find(
    (key) => record[key] !== undefined && normalizedName(key) === normalizedName(name),
  );
  return other === undefined ? undefined : record[other];
}

/** A name without its case and separators: alike for `error_count`, `errorCount` and `Error-Count`. */
export function normalizedName(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}
