import { type Contact, ContactSchema } from '../../contract/contacts';
import type { Config } from '../../contract/config';
import { within } from '../condition';

/** An address book may be slow about one person. */
const PATIENCE_MS = 10_000;

/**
 * Where a person is reached, as far as anybody knows.
 *
 * @throws what the config's function throws, and where it answers no contact: the activity is then tried again
 */
export async function contactOf(contacts: Config['contacts'], person: string): Promise<Contact> {
  if (typeof contacts !== 'function') return (Object.hasOwn(contacts, person) && contacts[person]) || {};
  const answer: unknown = await within(contacts(person), PATIENCE_MS);
  if (answer === undefined || answer === null) return {};
  const parsed = ContactSchema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new TypeError(`contacts('${person}') answered what is no contact: ${problems.join('; ')}`);
}
