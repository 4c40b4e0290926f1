import { DateTime } from 'luxon';
import type { QuietHours } from '../../contract/contacts';

/** When these hours end, in milliseconds since 1970, if `now` is within them. */
export function quietUntil(hours: QuietHours | false | undefined, now: number): number | undefined {
  if (!hours) return undefined;
  const { from, to, timeZone } = hours;
  const local = DateTime.fromMillis(now, { zone: timeZone });
  const clock = local.toFormat('HH:mm');
  const spansMidnight = from >= to;
  const isQuiet = spansMidnight ? clock >= from || clock < to : clock >= from && clock < to;
  if (!isQuiet) return undefined;
  const [hour = 0, minute = 0] = to.split(':').map(Number);
  const day = spansMidnight && clock >= from ? local.plus({ days: 1 }) : local;
  const end = day.set({ hour, minute, second: 0, millisecond: 0 }).toMillis();
  // Where a clock is put back the same time comes twice.
  return Math.max(end, now + 60_000);
}
