import { contactOf } from '../../activities/notifications/address-book';
import type { ButtonValue } from '../../activities/channels/slack/buttons';
import { NotSignedIn } from '../access/errors';
import type { Principal } from '../access/principal';
import { personOf } from '../sign-in/authenticate';
import { peopleAsked } from './people-asked';
import type { SlackSender } from './sender';

/** So many addresses are looked up at a time. */
const AT_ONCE = 20;

/**
 * The person whose account in Slack this is, as the config's contacts say, and nothing that the payload says of a name.
 *
 * @throws NotSignedIn when it is nobody's, or more than one person's
 */
export async function whoClicked(sender: SlackSender, about: ButtonValue): Promise<Principal> {
  const { desk, signIn, user, userTeam, config } = sender;
  if (userTeam !== config.workspace)
    throw new NotSignedIn(`Your account is of another workspace (${userTeam}). Nothing was done.`);
  const [name, other] = await peopleWith(sender, about);
  if (name === undefined) throw new NotSignedIn(unknown(user));
  if (other !== undefined)
    throw new NotSignedIn(`Contacts give this account to both ${name} and ${other}. Nothing was done.`);
  return personOf(desk, signIn, { account: `slack ${userTeam} ${user}`, name }, 'slack');
}

function unknown(user: string): string {
  return (
    'Nothing was done: the approvals do not know whose account this is. ' +
    `Whoever runs them adds it to the contacts of the config, as slack: '${user}'.`
  );
}

/** A function is asked about those alone whom the request or escalation asks: nobody else could decide it. */
async function peopleWith({ desk, user }: SlackSender, about: ButtonValue): Promise<string[]> {
  const { contacts } = desk;
  if (typeof contacts !== 'function')
    return Object.keys(contacts).filter((person) => contacts[person]?.slack === user);
  const people = await peopleAsked(desk, about);
  const found: string[] = [];
  for (let from = 0; from < people.length; from += AT_ONCE)
    found.push(...(await Promise.all(people.slice(from, from + AT_ONCE).map(withAccount))).flat());
  return found;

  async function withAccount(person: string): Promise<string[]> {
    const contact = await contactOf(contacts, person).catch((error: Error) => {
      desk.log(`contacts('${person}'): ${error.message}`);
      return undefined;
    });
    return contact?.slack === user ? [person] : [];
  }
}
