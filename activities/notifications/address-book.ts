import { DateTime } from 'luxon';
import type { Config } from '../../contract/config/config';
import { type Contact, ContactSchema, type QuietHours } from '../../contract/config/contacts';
import { describeIssues } from '../../contract/issues';
import { withTimeout } from '../user-functions';

/*
 * The contacts of people and their quiet hours.
 */

/** The timeout for the config's `contacts` function, for one person. */
const TIMEOUT_MS = 10_000;

/**
 * The contact of a person; empty if there is none.
 *
 * @throws what the config's function throws, or an error if it returns no valid contact; the activity is then retried
 */
export async function contactOf(contacts: Config['contacts'], person: string): Promise<Contact> {
  if (typeof contacts !== 'function') return (Object.hasOwn(contacts, person) && contacts[person]) || {};
  const answer: unknown = await withTimeout(contacts(person), TIMEOUT_MS);
  if (answer === undefined || answer === null) return {};
  const parsed = ContactSchema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new TypeError(`contacts('${person}') returned an invalid contact: ${describeIssues(parsed.error)}`);
}

/** When these quiet hours end (milliseconds since 1970), if `now` is within them. */
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
  // When clocks are set back, the same time comes twice, so `end` can be before `now`.
  return Math.max(end, now + 60_000);
}
