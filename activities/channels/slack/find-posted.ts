import type { WebClient } from '@slack/web-api';
import type { Message } from '../channel';

/** By which a message of ours is known again. */
export const EVENT_TYPE = 'hitl_message';

const MOST_LOOKED_AT = 50;

/**
 * A message that an earlier attempt has posted, whose answer was lost on the way. Where the app may not look, or the look
 * fails, there is none: twice told is better than never.
 */
export async function findPosted(
  web: WebClient,
  { id }: Pick<Message, 'id'>,
  address: string,
): Promise<{ channel: string; ts: string } | undefined> {
  try {
    const channel = await conversationWith(web, address);
    const { messages = [] } = await web.conversations.history({
      channel,
      limit: MOST_LOOKED_AT,
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
