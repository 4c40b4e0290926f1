import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';
import type { Condition } from '../contract/config/policy';
import { ConfigError } from '../contract/errors';
import { describeIssues } from '../contract/issues';
import { wrongTimeZone } from '../rules/time-zones';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as '09:00'");

const BusinessHoursSchema = z.strictObject({
  /** An IANA time zone, such as `Europe/Berlin`. */
  timeZone: z
    .string()
    .refine((zone) => IANAZone.isValidZone(zone), { error: ({ input }) => wrongTimeZone(String(input)) }),
  /** When the hours begin, inclusive, on that zone's clock. Default `09:00`. */
  from: time.default('09:00'),
  /** When they end, exclusive. Default `17:00`. Before `from`: the hours span midnight. */
  to: time.default('17:00'),
  /** Default Monday to Friday. A span over midnight belongs to the day it began. */
  days: z.array(z.enum(DAYS)).default(['mon', 'tue', 'wed', 'thu', 'fri']),
  /** Holidays, such as `2026-12-25`. */
  holidays: z.array(z.iso.date()).default([]),
});

/** The hours and days at which people work, in one time zone. */
export type BusinessHours = z.input<typeof BusinessHoursSchema>;

/**
 * A condition that is true inside business hours; `outsideBusinessHours` is its opposite.
 *
 * @param now the clock; default the worker's
 * @throws ConfigError when the hours are malformed
 */
export function duringBusinessHours(hours: BusinessHours, now?: () => Date): Condition {
  return insideHours(hours, now);
}

/** A condition that is true outside business hours. Takes and throws what {@link duringBusinessHours} does. */
export function outsideBusinessHours(hours: BusinessHours, now?: () => Date): Condition {
  const inside = insideHours(hours, now);
  return () => !inside();
}

// The conditions have no parameter. This tells the check of the config that they read no context.
function insideHours(hours: BusinessHours, now: () => Date = () => new Date()): () => boolean {
  const parsed = BusinessHoursSchema.safeParse(hours);
  if (!parsed.success) throw new ConfigError(`business hours: ${describeIssues(parsed.error)}`);
  const { timeZone, from, to, days, holidays } = parsed.data;
  const works = (day: DateTime) =>
    days.includes(DAYS[day.weekday - 1] ?? 'mon') && !holidays.includes(day.toFormat('yyyy-MM-dd'));

  return () => {
    const local = DateTime.fromJSDate(now(), { zone: timeZone });
    const clock = local.toFormat('HH:mm');
    if (from < to) return clock >= from && clock < to && works(local);
    return (clock >= from && works(local)) || (clock < to && works(local.minus({ days: 1 })));
  };
}
