import { HTTPException } from 'hono/http-exception';
import type { ButtonValue } from '../../activities/channels/slack/buttons';
import type { Principal } from '../access/principal';
import type { Desk } from '../desk/desk';
import { take } from '../desk/limits';
import { wakeNotificationsWorkflow } from '../../client/notifications/wake';
import { channelOf, type Place, type SlackSender } from './sender';

/** @throws HTTPException 429 when the account has nothing left of what it may do a minute */
export async function countAgainst(desk: Desk, { account }: Pick<Principal, 'account'>): Promise<void> {
  const wait = await take(desk.accounts, account);
  if (wait === undefined) return;
  throw new HTTPException(429, { message: `Too many clicks: wait ${wait} s. Nothing was done.` });
}

/** The account in Slack, whoever it may be: what it does costs something before that is found out. */
export function accountOf({ userTeam, user }: SlackSender): Pick<Principal, 'account'> {
  return { account: `slack ${userTeam} ${user}` };
}

/** Has the card brought up to date, whatever became of the click: it may have shown what is long past. */
export async function bringUpToDate(
  sender: SlackSender,
  { kind, id }: ButtonValue,
  place: Place | undefined,
  who: Principal | undefined,
): Promise<void> {
  if (place === undefined) return;
  const { name, isChat } = channelOf(sender, place);
  const refresh = {
    channel: name,
    ...(!isChat && who && { to: who.name }),
    ref: `${place.channel}/${place.ts}`,
  };
  await wakeNotificationsWorkflow(sender.desk.session, { kind, id }, { refresh }).catch((error: Error) =>
    sender.desk.log(`slack: a card could not be brought up to date: ${error.message}`),
  );
}
