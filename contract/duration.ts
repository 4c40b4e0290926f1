import { z } from 'zod';

type Unit =
  | 's'
  | 'sec'
  | 'secs'
  | 'second'
  | 'seconds'
  | 'm'
  | 'min'
  | 'mins'
  | 'minute'
  | 'minutes'
  | 'h'
  | 'hr'
  | 'hrs'
  | 'hour'
  | 'hours'
  | 'd'
  | 'day'
  | 'days'
  | 'w'
  | 'week'
  | 'weeks'
  | 'ms';

/** A length of time with its unit: `'15m'`, `'4h'`, `'3 days'`. A bare number is refused, because many libraries mean seconds by it and others milliseconds. */
export type Duration = `${number}${Unit}` | `${number} ${Unit}`;

const pattern = /^(\d+(?:\.\d+)?) ?(ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)$/;

/** Milliseconds of each unit, by the unit's first letters. */
const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** The longest duration: ten years. The longest timer of Temporal is a little over a century. */
export const MAX_DURATION_MS = 3650 * MILLISECONDS.d;

/**
 * The length of `duration` in milliseconds.
 *
 * @throws RangeError when it is not one number with one unit.
 */
export function toMilliseconds(duration: Duration): number {
  const [, amount, unit = ''] = pattern.exec(duration) ?? [];
  if (amount === undefined) throw new RangeError(`'${duration}' is not a duration such as '15m' or '3 days'`);
  const key = unit === 'ms' ? 'ms' : (unit[0] as keyof typeof MILLISECONDS);
  return Math.round(Number(amount) * MILLISECONDS[key]);
}

function isWithinMaxDuration(duration: string): boolean {
  return toMilliseconds(duration as Duration) <= MAX_DURATION_MS;
}

/** A duration that can be `'0s'`, such as the threshold of a trigger. */
export const DurationOrZeroSchema = z
  .custom<Duration>((value) => typeof value === 'string' && pattern.test(value), {
    error: ({ input }) =>
      typeof input === 'number'
        ? `a bare number is refused, because it has no unit: write '${input}s', '${input}m' or '${input}h'`
        : `must be one number with one unit, such as '15m', '4h' or '3 days'`,
  })
  .refine(isWithinMaxDuration, { error: 'must be at most ten years' });

export const DurationSchema = DurationOrZeroSchema.refine(
  (duration) => !pattern.test(duration) || toMilliseconds(duration) > 0,
  { error: 'must be longer than 0' },
);
