import { HTTPException } from 'hono/http-exception';
import type { ButtonValue, EscalationValue, RequestValue } from '../../activities/channels/slack/buttons';
import { defined } from '../../contract/defined';
import { digest } from '../../rules/digest';
import { acknowledgeEscalation, readEscalation } from '../access/escalations';
import { refreshMessage } from '../access/lookup';
import type { Principal } from '../access/principal';
import { type DecisionInput, decideRequest } from '../access/requests';
import type { AdminContext } from '../http/context';
import { takeOne } from '../http/limits';
import { channelOf, type CardRef, type SlackSender } from './sender';
import { outcomeMessage } from './text';

/*
 * Decisions from Slack: in the name of the person who clicked, within their rate limit.
 */

/** Slack waits 3 s for an answer, and other steps need part of that time. */
const TIMEOUT = '1500ms';

/** The idempotency key of a click, from the parts of Slack's payload that identify it. */
export function clickId(...parts: (string | undefined)[]): string {
  return `slack-${digest(parts.map((part) => part ?? null)).slice(0, 32)}`;
}

/** Decides in the person's name, on the content that the card showed. Throws like `decideRequest`. */
export function decide(
  admin: AdminContext,
  who: Principal,
  { id, stage, contentHash }: RequestValue,
  decision: Omit<DecisionInput, 'expected' | 'patience'>,
) {
  const expected = defined({ stage, contentHash });
  return decideRequest(admin, who, id, { ...decision, expected, patience: TIMEOUT });
}

/** Acknowledges at the level that the card showed. Returns the message for the person. Throws like `acknowledgeEscalation`. */
export async function acknowledgeAt(
  admin: AdminContext,
  who: Principal,
  { id, level }: EscalationValue,
  decisionId: string,
): Promise<string> {
  const { level: now, status } = await readEscalation(admin, who, id);
  if (status === 'pending' && level !== undefined && level !== now)
    return `Nothing was done. The escalation is now at level ${now.replace('_', ' ')}. Look at it again.`;
  return outcomeMessage(
    await acknowledgeEscalation(admin, who, id, { decisionId, patience: TIMEOUT }),
    'Acknowledged',
  );
}

/** @throws HTTPException 429 if the account has reached its rate limit */
export async function takeFromLimit(
  admin: AdminContext,
  { account }: Pick<Principal, 'account'>,
): Promise<void> {
  const wait = await takeOne(admin.accounts, account);
  if (wait === undefined) return;
  throw new HTTPException(429, { message: `Nothing was done. Too many clicks: wait ${wait} s.` });
}

/** The Slack account, for the rate limit. It counts clicks before the person is identified. */
export function slackAccount({ userTeam, user }: SlackSender): Pick<Principal, 'account'> {
  return { account: `slack ${userTeam} ${user}` };
}

/** Updates the card after a click, also after a failed one: the card may have been out of date. */
export async function refreshCard(
  sender: SlackSender,
  { kind, id }: ButtonValue,
  card: CardRef | undefined,
  who: Principal | undefined,
): Promise<void> {
  if (card === undefined) return;
  const { name, isChat } = channelOf(sender, card);
  const refresh = {
    channel: name,
    ...(!isChat && who && { to: who.name }),
    ref: `${card.channel}/${card.ts}`,
  };
  await refreshMessage(sender.admin, { kind, id }, refresh).catch((error: Error) =>
    sender.admin.log(`slack: could not update the card of ${kind} ${id}: ${error.message}`),
  );
}
