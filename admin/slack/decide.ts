import { HTTPException } from 'hono/http-exception';
import type { ButtonValue, EscalationValue, RequestValue } from '../../activities/channels/slack/buttons';
import { digest } from '../../rules/digest';
import { acknowledgeEscalation, readEscalation } from '../access/escalations';
import { refreshMessage } from '../access/lookup';
import type { Principal } from '../access/principal';
import { decideRequest } from '../access/requests';
import { takeOne } from '../http/limits';
import { channelOf, type CardRef, type SlackSender } from './sender';
import { outcomeMessage } from './text';
import type { AdminContext } from '../http/context';

/*
 * Decides as the person who clicked, within their rate limit, and refreshes the card afterwards.
 */

/** Slack waits 3 s for an answer, and some of it goes for other things. */
const PATIENCE = '1500ms';

/** The key under which a click counts once: of what Slack says that identifies it. */
export function clickId(...parts: (string | undefined)[]): string {
  return `slack-${digest(parts.map((part) => part ?? null)).slice(0, 32)}`;
}

/** Decides as the person, on what the card showed. Throws as `decideRequest`. */
export function decide(
  admin: AdminContext,
  who: Principal,
  { id, stage, contentHash }: RequestValue,
  said: { decision: 'approve' | 'reject'; decisionId: string; reason?: string; confirm?: string },
) {
  const expected = {
    ...(stage !== undefined && { stage }),
    ...(contentHash !== undefined && { contentHash }),
  };
  return decideRequest(admin, who, id, { ...said, expected, patience: PATIENCE });
}

/** "I have it", at the level that the card showed; answers what to tell. Throws as `acknowledge`. */
export async function acknowledgeAt(
  admin: AdminContext,
  who: Principal,
  { id, level }: EscalationValue,
  decisionId: string,
): Promise<string> {
  const { level: now, status } = await readEscalation(admin, who, id);
  if (status === 'pending' && level !== undefined && level !== now)
    return `It is at the level ${now.replace('_', ' ')} now: look at it again. Nothing was done.`;
  return outcomeMessage(
    await acknowledgeEscalation(admin, who, id, { decisionId, patience: PATIENCE }),
    'You have it',
  );
}

/** @throws HTTPException 429 when the account has nothing left of what it may do a minute */
export async function takeFromLimit(
  admin: AdminContext,
  { account }: Pick<Principal, 'account'>,
): Promise<void> {
  const wait = await takeOne(admin.accounts, account);
  if (wait === undefined) return;
  throw new HTTPException(429, { message: `Too many clicks: wait ${wait} s. Nothing was done.` });
}

/** The account in Slack, whoever it may be: what it does costs something before that is found out. */
export function slackAccount({ userTeam, user }: SlackSender): Pick<Principal, 'account'> {
  return { account: `slack ${userTeam} ${user}` };
}

/** Has the card brought up to date, whatever became of the click: it may have shown what is long past. */
export async function refreshCard(
  sender: SlackSender,
  { kind, id }: ButtonValue,
  place: CardRef | undefined,
  who: Principal | undefined,
): Promise<void> {
  if (place === undefined) return;
  const { name, isChat } = channelOf(sender, place);
  const refresh = {
    channel: name,
    ...(!isChat && who && { to: who.name }),
    ref: `${place.channel}/${place.ts}`,
  };
  await refreshMessage(sender.admin, { kind, id }, refresh).catch((error: Error) =>
    sender.admin.log(`slack: a card could not be brought up to date: ${error.message}`),
  );
}
