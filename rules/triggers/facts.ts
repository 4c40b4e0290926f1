import type { Trigger } from '../../contract/config/trigger';

/** The answer of a function in the config. `failed`: it threw or returned no valid answer. That counts as yes. */
export interface ConditionAnswer {
  answer: 'yes' | 'no' | 'failed';
  /** The reason that it returned, or how it failed. */
  why?: string;
}

/** Sensitive data of one kind in one place. Never the value itself. */
interface SensitiveFinding {
  /** Such as `card`, or the name of a detector in the config. */
  kind: string;
  /** Such as `$.customer.notes`. */
  place: string;
  count: number;
}

/** The findings in a context: their total, and the first places by name. */
export interface SensitiveFindings {
  total: number;
  named: SensitiveFinding[];
  /** The number of further places. */
  unnamed: number;
}

/** The facts that triggers are judged by. */
export interface TriggerFacts {
  context: Record<string, unknown>;
  agentMs: number;
  /** For a `custom` trigger: the answer of its function. */
  answer?: ConditionAnswer;
  /** For a `policy_violation` trigger: the answer of each of the config's `violations`. */
  violations?: (ConditionAnswer & { name: string })[];
  /** For a `sensitive_data` trigger. */
  findings?: SensitiveFindings;
}

/** The judgement on one trigger. It does not consider what was resolved before. */
export interface Judgement {
  /** Why it fires, if it does. */
  reason?: string;
  /** The number that was compared with the threshold, if there is one. */
  value?: number;
  /** What is malformed. The text never shows the value. */
  problem?: string;
}

/** A trigger with its judgement. */
export interface JudgedTrigger extends Judgement {
  trigger: Trigger;
}

/**
 * The value of `field` in an agent's report, or `undefined`. Dots lead into objects (`usage.cost`). Snake case and camel case
 * are equal, but a field with the exact spelling comes first.
 */
export function fieldValue(context: unknown, field: string): unknown {
  const whole = member(context, field);
  if (whole !== undefined || !field.includes('.')) return whole;
  return field.split('.').reduce(member, context);
}

/** Reads own properties only: `constructor` and `__proto__` are ordinary names here. */
function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const record = value as Record<string, unknown>;
  if (Object.hasOwn(record, name) && record[name] !== undefined) return record[name];
  const other = Object.keys(record).find(
    (key) => record[key] !== undefined && normalizedName(key) === normalizedName(name),
  );
  return other === undefined ? undefined : record[other];
}

/** A name without case and separators: the same for `error_count`, `errorCount` and `Error-Count`. */
export function normalizedName(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}
