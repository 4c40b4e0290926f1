import type { WebClient } from '@slack/web-api';
import { fallback, section } from '../../activities/channels/slack/blocks';
import { slackClient } from '../../activities/channels/slack/web-api';
import { contactOf } from '../../activities/notifications/address-book';
import { formatTime } from '../../rules/notifications/reader';
import type { Principal } from '../access/principal';
import type { AdminContext, SlackChannel } from '../http/context';
import type { SignIn } from '../sign-in/authenticate';
import { replaceTimes } from '../text/time';
import type { Click, Payload, Submission } from './payload';

/*
 * Who clicked in Slack, and how to answer them.
 */

/** Timeout for calls to Slack: the person who clicked is waiting. */
const CLIENT_TIMEOUT_MS = 5_000;

/** The Slack message with the clicked button. */
export interface CardRef {
  channel: string;
  ts: string;
}

/** The sender of a Slack interaction, and the client to answer with. */
export interface SlackSender {
  admin: AdminContext;
  signIn: SignIn;
  /** The channels of the config that may have sent the card: their secret signed the payload, for this workspace. */
  channels: [string, SlackChannel][];
  config: SlackChannel;
  web: WebClient;
  /** The Slack account. */
  user: string;
  /** The workspace of the account. Empty if Slack does not send it. */
  userTeam: string;
}

/** The channels that belong to the workspace of the interaction. */
export function channelsOfPayload(
  channels: [string, SlackChannel][],
  { team, enterprise }: Pick<Payload, 'team' | 'enterprise'>,
): [string, SlackChannel][] {
  return channels.filter(([, { workspace }]) => workspace === team?.id || workspace === enterprise?.id);
}

/** The sender of a click or a submitted modal. */
export function senderOf(
  from: Pick<SlackSender, 'admin' | 'signIn' | 'channels' | 'config'>,
  { user, team, enterprise }: Click | Submission,
): SlackSender {
  const { config } = from;
  // In a shared channel, people of another company click too. The workspaces of one company share their accounts.
  const isOneCompany = config.workspace === enterprise?.id;
  const userTeam = isOneCompany ? config.workspace : (user.team_id ?? team?.id ?? '');
  return { ...from, web: slackClient(config, CLIENT_TIMEOUT_MS), user: user.id, userTeam };
}

/** The channel of the config that sent a message, and whether it is a chat for all recipients. */
export function channelOf(
  { channels }: SlackSender,
  { channel }: CardRef,
): { name: string; isChat: boolean } {
  const chat = channels.find(([, config]) => config.channel === channel);
  const [name = ''] = chat ?? channels.find(([, config]) => config.channel === undefined) ?? [];
  return { name, isChat: chat !== undefined };
}

const SLACK_ORIGIN = 'https://hooks.slack.com';
const TELL_TIMEOUT_MS = 5_000;

interface TellOptions {
  card: CardRef | undefined;
  responseUrl?: string | undefined;
  /** Absent while the person is not identified. */
  who?: Principal | undefined;
}

/** Sends a private message to the person who clicked. A failure is only logged, because the card shows the result, too. */
export async function tell(
  { admin, web, user, config }: SlackSender,
  written: string,
  { card, responseUrl, who }: TellOptions,
): Promise<void> {
  const text = await withTimesFor(who, admin, written);
  const message = { text: fallback(text), blocks: [section(text)] };
  if (
    responseUrl !== undefined &&
    isSlackUrl(responseUrl, config.apiUrl) &&
    (await postReply(responseUrl, message))
  )
    return;
  if (card === undefined) return;
  await web.chat
    .postEphemeral({ channel: card.channel, user, ...message, parse: 'none', link_names: false })
    .catch((error: Error) => admin.log(`slack: could not send the result of a click: ${error.message}`));
}

/** The message with its times in the zone and language of the contact, as in the card. */
async function withTimesFor(who: Principal | undefined, admin: AdminContext, written: string) {
  const isPlain = replaceTimes(written, () => '') === written;
  const known = who !== undefined && !isPlain;
  const reader = known ? await contactOf(admin.contacts, who.name).catch(() => ({})) : {};
  return replaceTimes(written, (iso) => formatTime(iso, reader));
}

/** Whether the URL belongs to Slack. A leaked secret must not let an attacker make the admin server call other hosts. */
function isSlackUrl(url: string, apiUrl: string | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const { origin } = new URL(url);
  return origin === SLACK_ORIGIN || (apiUrl !== undefined && origin === new URL(apiUrl).origin);
}

async function postReply(url: string, message: object): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...message }),
      redirect: 'manual',
      signal: AbortSignal.timeout(TELL_TIMEOUT_MS),
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
