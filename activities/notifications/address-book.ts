import { DateTime } from 'luxon';
import type { Config } from '../../contract/config/config';
import { type Contact, ContactSchema, type QuietHours } from '../../contract/config/contacts';
import { withTimeout } from '../user-functions';

/*
 * Where a person is reached, and when not to disturb them.
 */

/** An address book may be slow about one person. */
const TIMEOUT_MS = 10_000;

/**
 * Where a person is reached, as far as anybody knows.
 *
 * @throws what the config's function throws, and where it answers no contact: the activity is then tried again
 */
export async function contactOf(contacts: Config['contacts'], person: string): Promise<Contact> {
  if (typeof contacts !== 'function') return (Object.hasOwn(contacts, person) && contacts[person]) || {};
  const answer: unknown = await withTimeout(contacts(person), TIMEOUT_MS);
  if (answer === undefined || answer === null) return {};
  const parsed = ContactSchema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new TypeError(`contacts('${person}') answered what is no contact: ${problems.join('; ')}`);
}

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
