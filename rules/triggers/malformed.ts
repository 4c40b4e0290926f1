import type { Judgement } from './trigger-facts';

/** What is wrong with a value that should be a number, if anything. Never the value itself: it may be secret, or long. */
export function notANumber(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return undefined;
  return `is ${nameOf(value)}, not a number`;
}

/** The same of a measure that cannot be below 0, such as a cost, a count or a time. */
export function notAMeasure(value: unknown): string | undefined {
  return notANumber(value) ?? ((value as number) < 0 ? 'is a number below 0' : undefined);
}

/** What a value is, in a word or two. */
export function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The judgement on a measure that is malformed: it is reported, and fires. */
export function malformed(problem: string): Judgement {
  return { reason: problem, problem };
}
