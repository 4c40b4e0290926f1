import type { WebClient } from '@slack/web-api';
import type { SlackConfig } from '../../../contract/config/channels';
import { type Channel, type Message, refusedByChannel, tryAgain } from '../channel';
import { cardOf } from './card';
import { slackFailure, slackClient } from './web-api';

/**
 * Sends messages to people in Slack, or to one Slack channel. A message is a card that is updated later. With a signing
 * secret, which proves that a click comes from Slack, people can decide in the card itself.
 */
export function slackChannel(config: SlackConfig): Channel {
  const { channel, workspace, signingSecret } = config;
  const web = slackClient(config);
  const cardFor = (message: Message) => ({
    ...cardOf(message, signingSecret !== undefined),
    // Otherwise Slack would render mentions, links and markup in the text.
    mrkdwn: false,
    parse: 'none' as const,
    link_names: false,
  });

  const postedAs = (message: Message) => ({
    ...cardFor(message),
    metadata: { event_type: EVENT_TYPE, event_payload: { id: message.id } },
    unfurl_links: false,
    unfurl_media: false,
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
      if (address === undefined) throw refusedByChannel('the config has no Slack channel here: set channel');
      const before = message.attempt > 1 ? await find(message, address) : undefined;
      if (before !== undefined) {
        // The request may have changed since that attempt.
        await update(message, before);
        return before;
      }
      const posted = await web.chat
        .postMessage({ channel: address, ...postedAs(message) })
        .catch(throwSlackFailure);
      if (!posted.channel || !posted.ts)
        throw tryAgain('Slack returned no channel and timestamp for the message');
      return `${posted.channel}/${posted.ts}`;
    },
    update,
    async reply(message, ref) {
      const [where = '', ts = ''] = ref.split('/');
      if (message.attempt > 1 && (await hasReply(web, message, { channel: where, ts }))) return;
      await web.chat
        // A reply does not show what is to be decided, so nothing can be decided in it.
        .postMessage({ channel: where, thread_ts: ts, ...postedAs({ ...message, isActionable: false }) })
        .catch(throwSlackFailure);
    },
    find,
    async check() {
      const { team, user, team_id, enterprise_id } = await web.auth.test().catch(throwSlackFailure);
      if (workspace !== team_id && workspace !== enterprise_id)
        throw refusedByChannel(
          `the token belongs to workspace ${team_id} (${team}), but the config says workspace ${workspace}`,
        );
      return `sends messages as ${user} in ${team}`;
    },
  };
}

function throwSlackFailure(error: unknown): never {
  throw slackFailure(error);
}

/** Marks our messages in Slack, so that they can be found. */
const EVENT_TYPE = 'hitl_message';

const MAX_SEARCHED = 50;
/** Slack lists the oldest replies first. */
const MAX_REPLIES_SEARCHED = 500;

/**
 * The message that an earlier attempt has posted, although its response was lost. If the app may not read the channel, or the
 * search fails, it returns nothing: two messages are better than none.
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
      limit: MAX_SEARCHED,
      include_all_metadata: true,
    });
    const ours = messages.find(isOurs(id));
    return ours?.ts === undefined ? undefined : { channel, ts: ours.ts };
  } catch {
    return undefined;
  }
}

/** Whether an earlier attempt has posted the reply in this thread. If the search fails: no, as above. */
async function hasReply(
  web: WebClient,
  { id }: Pick<Message, 'id'>,
  thread: { channel: string; ts: string },
): Promise<boolean> {
  try {
    const { messages = [] } = await web.conversations.replies({
      ...thread,
      limit: MAX_REPLIES_SEARCHED,
      include_all_metadata: true,
    });
    return messages.some(isOurs(id));
  } catch {
    return false;
  }
}

interface Posted {
  metadata?: { event_type?: string; event_payload?: object };
}

function isOurs(id: string): (message: Posted) => boolean {
  return ({ metadata }) => {
    const { id: posted } = (metadata?.event_payload ?? {}) as { id?: unknown };
    return metadata?.event_type === EVENT_TYPE && posted === id;
  };
}

/** Messages to a person are in a direct conversation, which has its own id. */
async function conversationWith(web: WebClient, address: string): Promise<string> {
  if (!/^[UW]/.test(address)) return address;
  const { channel } = await web.conversations.open({ users: address });
  if (channel?.id === undefined) throw new Error('no conversation');
  return channel.id;
}
