import type { WebClient } from '@slack/web-api';
import { slackClient } from '../../activities/channels/slack/web-api';
import type { Desk } from '../desk/desk';
import type { SignIn } from '../sign-in/authenticate';
import type { HeardChannel } from './heard-channel';
import type { Click, Payload, Submission } from './payload';

/** Somebody in Slack cannot wait longer for what the desk says. */
const PATIENCE_MS = 5_000;

/** The message in which somebody clicked. */
export interface Place {
  channel: string;
  ts: string;
}

/** Whoever did something in Slack, and with what they are answered. */
export interface SlackSender {
  desk: Desk;
  signIn: SignIn;
  /** The channels of the config that may have sent the card, by name: whose secret signed this, of this workspace. */
  channels: [string, HeardChannel][];
  config: HeardChannel;
  web: WebClient;
  /** The account in Slack. */
  user: string;
  /** The workspace that the account is of, where Slack says it. */
  userTeam: string;
}

/** Those of the channels that are in the workspace in which it was done. */
export function channelsIn(
  channels: [string, HeardChannel][],
  { team, enterprise }: Pick<Payload, 'team' | 'enterprise'>,
): [string, HeardChannel][] {
  return channels.filter(([, { workspace }]) => workspace === team?.id || workspace === enterprise?.id);
}

/** Whoever did it, and with what they are answered. */
export function senderOf(
  from: Pick<SlackSender, 'desk' | 'signIn' | 'channels' | 'config'>,
  { user, team, enterprise }: Click | Submission,
): SlackSender {
  const { config } = from;
  // In a channel shared with another company its people click too; across one company's workspaces accounts are the same.
  const isOneCompany = config.workspace === enterprise?.id;
  const userTeam = isOneCompany ? config.workspace : (user.team_id ?? team?.id ?? '');
  return { ...from, web: slackClient(config, PATIENCE_MS), user: user.id, userTeam };
}

/** By which channel of the config a message came, and whether that has one address for all. */
export function channelOf({ channels }: SlackSender, { channel }: Place): { name: string; isChat: boolean } {
  const chat = channels.find(([, config]) => config.channel === channel);
  const [name = ''] = chat ?? channels.find(([, config]) => config.channel === undefined) ?? [];
  return { name, isChat: chat !== undefined };
}
