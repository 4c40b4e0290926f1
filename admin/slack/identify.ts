import type { ButtonValue } from '../../activities/channels/slack/buttons';
import { contactOf } from '../../activities/notifications/address-book';
import { NotSignedIn } from '../../contract/errors';
import { inBatches } from '../../rules/batches';
import { entitledEntries, peopleOfAssignee } from '../../rules/escalations/people';
import { namesIn } from '../../rules/teams';
import type { Principal } from '../access/principal';
import type { AdminContext } from '../http/context';
import { personOf } from '../sign-in/authenticate';
import type { SlackSender } from './sender';

/*
 * Which person a Slack account belongs to.
 */

/** Lookup concurrency. */
const CONCURRENCY = 20;

/**
 * The person with this Slack account, according to the config's contacts. Names in the payload are ignored.
 *
 * @throws NotSignedIn if no person, or more than one, has the account
 */
export async function identify(sender: SlackSender, about: ButtonValue): Promise<Principal> {
  const { admin, signIn, user, userTeam, config } = sender;
  if (userTeam !== config.workspace)
    throw new NotSignedIn(`Nothing was done. Your Slack account belongs to another workspace (${userTeam}).`);
  const [name, other] = await peopleWith(sender, about);
  if (name === undefined) throw new NotSignedIn(unknownAccount(user));
  if (other !== undefined)
    throw new NotSignedIn(
      `Nothing was done. The contacts assign this Slack account to both ${name} and ${other}.`,
    );
  return personOf(admin, signIn, { account: `slack ${userTeam} ${user}`, name }, 'slack');
}

function unknownAccount(user: string): string {
  return (
    'Nothing was done. Your Slack account is not in the contacts. ' +
    `The operator can add it to the contacts of the config, as slack: '${user}'.`
  );
}

/**
 * The people with this Slack account. A contacts function is called only for the people who could decide: the approvers
 * of the request, or the assignees of the escalation.
 */
async function peopleWith({ admin, user }: SlackSender, about: ButtonValue): Promise<string[]> {
  const { contacts } = admin;
  if (typeof contacts !== 'function')
    return Object.keys(contacts).filter((person) => contacts[person]?.slack === user);
  const people = await peopleAssignedTo(admin, about);
  return (await inBatches(people, CONCURRENCY, withAccount)).flat();

  async function withAccount(person: string): Promise<string[]> {
    const contact = await contactOf(contacts, person).catch((error: Error) => {
      admin.log(`contacts('${person}'): ${error.message}`);
      return undefined;
    });
    return contact?.slack === user ? [person] : [];
  }
}

/** All approvers of a request or assignees of an escalation, at any stage or level. Throws like the client's `get`. */
async function peopleAssignedTo(admin: AdminContext, { kind, id }: ButtonValue): Promise<string[]> {
  return [...new Set(kind === 'request' ? await ofRequest(admin, id) : await ofEscalation(admin, id))];
}

async function ofRequest({ approvals }: AdminContext, id: string): Promise<string[]> {
  const { plan, approvers = [], confirmation } = await approvals.getRequest(id);
  const entries = plan?.requirements.flatMap((requirement) => requirement.approvers) ?? [];
  const teams = plan?.teams ?? {};
  const people = entries.flatMap((entry) => namesIn(teams, entry));
  return [...people, ...approvers, ...(confirmation?.confirmers ?? [])];
}

async function ofEscalation({ escalations }: AdminContext, id: string): Promise<string[]> {
  const escalation = await escalations.getEscalation(id);
  const entries = [...entitledEntries(escalation), ...escalation.assignees];
  return entries.flatMap((entry) => peopleOfAssignee(escalation, entry));
}
