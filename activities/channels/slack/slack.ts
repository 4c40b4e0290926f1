import type { SlackConfig } from '../../../contract/channels';
import { type Channel, type Message, refusedByChannel, tryAgain } from '../channel';
import { cardOf } from './card';
import { slackClient } from './client';
import { failureOf } from './errors';
import { EVENT_TYPE, findPosted } from './find-posted';

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
    await web.chat.update({ channel: where, ts, ...cardFor(message) }).catch(fail);
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
        .catch(fail);
      if (!posted.channel || !posted.ts) throw tryAgain('Slack did not say where it put the message');
      return `${posted.channel}/${posted.ts}`;
    },
    update,
    find,
    async check() {
      const { team, user, team_id, enterprise_id } = await web.auth.test().catch(fail);
      if (workspace !== team_id && workspace !== enterprise_id)
        throw refusedByChannel(`the token is of ${team_id} (${team}), and workspace says ${workspace}`);
      return `writes as ${user} in ${team}`;
    },
  };
}

function fail(error: unknown): never {
  throw failureOf(error);
}
