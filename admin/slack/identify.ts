import type { ButtonValue } from '../../activities/channels/slack/buttons';
import { contactOf } from '../../activities/notifications/address-book';
import { entitledEntries, peopleOfAssignee } from '../../rules/escalations/people';
import type { Principal } from '../access/principal';
import { personOf } from '../sign-in/authenticate';
import type { SlackSender } from './sender';
import type { AdminContext } from '../http/context';
import { NotSignedIn } from '../../contract/errors';

/*
 * Which person a Slack account belongs to.
 */

/** So many addresses are looked up at a time. */
const CONCURRENCY = 20;

/**
 * The person whose account in Slack this is, as the config's contacts say, and nothing that the payload says of a name.
 *
 * @throws NotSignedIn when it is nobody's, or more than one person's
 */
export async function identify(sender: SlackSender, about: ButtonValue): Promise<Principal> {
  const { admin, signIn, user, userTeam, config } = sender;
  if (userTeam !== config.workspace)
    throw new NotSignedIn(`Your account is of another workspace (${userTeam}). Nothing was done.`);
  const [name, other] = await peopleWith(sender, about);
  if (name === undefined) throw new NotSignedIn(unknownAccount(user));
  if (other !== undefined)
    throw new NotSignedIn(`Contacts give this account to both ${name} and ${other}. Nothing was done.`);
  return personOf(admin, signIn, { account: `slack ${userTeam} ${user}`, name }, 'slack');
}

function unknownAccount(user: string): string {
  return (
    'Nothing was done: the approvals do not know whose account this is. ' +
    `Whoever runs them adds it to the contacts of the config, as slack: '${user}'.`
  );
}

/** A function is asked about those alone whom the request or escalation asks: nobody else could decide it. */
async function peopleWith({ admin, user }: SlackSender, about: ButtonValue): Promise<string[]> {
  const { contacts } = admin;
  if (typeof contacts !== 'function')
    return Object.keys(contacts).filter((person) => contacts[person]?.slack === user);
  const people = await askedPeople(admin, about);
  const found: string[] = [];
  for (let from = 0; from < people.length; from += CONCURRENCY)
    found.push(...(await Promise.all(people.slice(from, from + CONCURRENCY).map(withAccount))).flat());
  return found;

  async function withAccount(person: string): Promise<string[]> {
    const contact = await contactOf(contacts, person).catch((error: Error) => {
      admin.log(`contacts('${person}'): ${error.message}`);
      return undefined;
    });
    return contact?.slack === user ? [person] : [];
  }
}

/** Everybody whom a request or an escalation may ask, at any stage or level. Throws as the client's reading does. */
async function askedPeople(admin: AdminContext, { kind, id }: ButtonValue): Promise<string[]> {
  return [...new Set(kind === 'request' ? await ofRequest(admin, id) : await ofEscalation(admin, id))];
}

async function ofRequest({ approvals }: AdminContext, id: string): Promise<string[]> {
  const { plan, approvers = [], confirmation } = await approvals.getRequest(id);
  const entries = plan?.requirements.flatMap((requirement) => requirement.approvers) ?? [];
  const teams = plan?.teams ?? {};
  const people = entries.flatMap((entry) => (Object.hasOwn(teams, entry) ? (teams[entry] ?? []) : [entry]));
  return [...people, ...approvers, ...(confirmation?.confirmers ?? [])];
}

async function ofEscalation({ escalations }: AdminContext, id: string): Promise<string[]> {
  const escalation = await escalations.getEscalation(id);
  const entries = [...entitledEntries(escalation), ...escalation.assignees];
  return entries.flatMap((entry) => peopleOfAssignee(escalation, entry));
}
