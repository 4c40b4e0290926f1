import type { WebClient } from '@slack/web-api';
import type { SlackConfig } from '../../../contract/config/channels';
import { type Channel, type Message, refusedByChannel, tryAgain } from '../channel';
import { cardOf } from './card';
import { slackFailure, slackClient } from './web-api';

/**
 * Writes to people in Slack, or into one channel there. A message is a card that is brought up to date; where Slack's clicks
 * can be proven to be its own, people decide in the card itself.
 */
export function slackChannel(config: SlackConfig): Channel {
  const { channel, workspace, signingSecret } = config;
  const web = slackClient(config);
  const cardFor = (message: Message) => ({
    ...cardOf(message, signingSecret !== undefined),
    // Else Slack would look for mentions, links and markup in the text.
    mrkdwn: false,
    parse: 'none' as const,
    link_names: false,
  });

  async function update(message: Message, ref: string): Promise<void> {
    const [where = '', ts = ''] = ref.split('/');
    await web.chat.update({ channel: where, ts, ...cardFor(message) }).catch(throwSlackFailure);
  }

  async function find(message: Message, address = channel): Promise<string | undefined> {
    const posted = address === undefined ? undefined : await findPosted(web, message, address);
    return posted && `${posted.channel}/${posted.ts}`;
  }

  return {
    audience: channel === undefined ? 'person' : 'chat',
    addressOf: ({ slack }) => slack,
    async send(message, address = channel) {
      if (address === undefined) throw refusedByChannel('the config names no channel of Slack');
      const before = message.attempt > 1 ? await find(message, address) : undefined;
      if (before !== undefined) {
        // What it asks for may have changed since the attempt that posted it.
        await update(message, before);
        return before;
      }
      const posted = await web.chat
        .postMessage({
          channel: address,
          ...cardFor(message),
          metadata: { event_type: EVENT_TYPE, event_payload: { id: message.id } },
          unfurl_links: false,
          unfurl_media: false,
        })
        .catch(throwSlackFailure);
      if (!posted.channel || !posted.ts) throw tryAgain('Slack did not say where it put the message');
      return `${posted.channel}/${posted.ts}`;
    },
    update,
    find,
    async check() {
      const { team, user, team_id, enterprise_id } = await web.auth.test().catch(throwSlackFailure);
      if (workspace !== team_id && workspace !== enterprise_id)
        throw refusedByChannel(`the token is of ${team_id} (${team}), and workspace says ${workspace}`);
      return `writes as ${user} in ${team}`;
    },
  };
}

function throwSlackFailure(error: unknown): never {
  throw slackFailure(error);
}

/** By which a message of ours is known again. */
const EVENT_TYPE = 'hitl_message';

const MAX_LOOKED_AT = 50;

/**
 * A message that an earlier attempt has posted, whose answer was lost on the way. Where the app may not look, or the look
 * fails, there is none: twice told is better than never.
 */
async function findPosted(
  web: WebClient,
  { id }: Pick<Message, 'id'>,
  address: string,
): Promise<{ channel: string; ts: string } | undefined> {
  try {
    const channel = await conversationWith(web, address);
    const { messages = [] } = await web.conversations.history({
      channel,
      limit: MAX_LOOKED_AT,
      include_all_metadata: true,
    });
    const ours = messages.find(({ metadata }) => {
      const { id: posted } = (metadata?.event_payload ?? {}) as { id?: unknown };
      return metadata?.event_type === EVENT_TYPE && posted === id;
    });
    return ours?.ts === undefined ? undefined : { channel, ts: ours.ts };
  } catch {
    return undefined;
  }
}

/** A person's messages are in a conversation of its own, which has another id. */
async function conversationWith(web: WebClient, address: string): Promise<string> {
  if (!/^[UW]/.test(address)) return address;
  const { channel } = await web.conversations.open({ users: address });
  if (channel?.id === undefined) throw new Error('no conversation');
  return channel.id;
}
