/** What is wrong with a value that should be a number, if anything. Never the value itself: it may be secret, or long. */
export function notANumber(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return undefined;
  return `is ${nameOf(value)}, not a number`;
}

/** What a value is, in a word or two. */
export function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
