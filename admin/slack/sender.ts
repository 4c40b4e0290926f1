import type { WebClient } from '@slack/web-api';
import { fallback, section } from '../../activities/channels/slack/blocks';
import { slackClient } from '../../activities/channels/slack/web-api';
import type { SignIn } from '../sign-in/authenticate';
import type { Click, Payload, Submission } from './payload';
import type { AdminContext, SlackChannel } from '../http/context';

/*
 * Who clicked in Slack, and how they are answered.
 */

/** Somebody in Slack cannot wait longer for what the admin server says. */
const CLIENT_TIMEOUT_MS = 5_000;

/** The message in which somebody clicked. */
export interface CardRef {
  channel: string;
  ts: string;
}

/** Whoever did something in Slack, and with what they are answered. */
export interface SlackSender {
  admin: AdminContext;
  signIn: SignIn;
  /** The channels of the config that may have sent the card, by name: whose secret signed this, of this workspace. */
  channels: [string, SlackChannel][];
  config: SlackChannel;
  web: WebClient;
  /** The account in Slack. */
  user: string;
  /** The workspace that the account is of, where Slack says it. */
  userTeam: string;
}

/** Those of the channels that are in the workspace in which it was done. */
export function channelsIn(
  channels: [string, SlackChannel][],
  { team, enterprise }: Pick<Payload, 'team' | 'enterprise'>,
): [string, SlackChannel][] {
  return channels.filter(([, { workspace }]) => workspace === team?.id || workspace === enterprise?.id);
}

/** Whoever did it, and with what they are answered. */
export function senderOf(
  from: Pick<SlackSender, 'admin' | 'signIn' | 'channels' | 'config'>,
  { user, team, enterprise }: Click | Submission,
): SlackSender {
  const { config } = from;
  // In a channel shared with another company its people click too; across one company's workspaces accounts are the same.
  const isOneCompany = config.workspace === enterprise?.id;
  const userTeam = isOneCompany ? config.workspace : (user.team_id ?? team?.id ?? '');
  return { ...from, web: slackClient(config, CLIENT_TIMEOUT_MS), user: user.id, userTeam };
}

/** By which channel of the config a message came, and whether that has one address for all. */
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

/** Tells the person who clicked, and nobody else. What cannot be told is logged: the card shows how it stands. */
export async function tell(
  { admin, web, user, config }: SlackSender,
  text: string,
  { place, responseUrl }: { place: CardRef | undefined; responseUrl?: string | undefined },
): Promise<void> {
  const said = { text: fallback(text), blocks: [section(text)] };
  if (
    responseUrl !== undefined &&
    isSlackUrl(responseUrl, config.apiUrl) &&
    (await postReply(responseUrl, said))
  )
    return;
  if (place === undefined) return;
  await web.chat
    .postEphemeral({ channel: place.channel, user, ...said, parse: 'none', link_names: false })
    .catch((error: Error) =>
      admin.log(`slack: somebody could not be told what became of a click: ${error.message}`),
    );
}

/** A payload may be replayed or made up by whoever has the secret: the admin server calls nobody but Slack for it. */
function isSlackUrl(url: string, apiUrl: string | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const { origin } = new URL(url);
  return origin === SLACK_ORIGIN || (apiUrl !== undefined && origin === new URL(apiUrl).origin);
}

async function postReply(url: string, said: object): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...said }),
      redirect: 'manual',
      signal: AbortSignal.timeout(TELL_TIMEOUT_MS),
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
