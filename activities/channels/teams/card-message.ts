import { utf8Bytes } from '../../../contract/limits';
import type { Message } from '../channel';
import { cardOf } from './card';

/** Teams takes no more than 28 KB with all that it adds. */
const MOST_BYTES = 24 * 1024;
/** How much of the texts is shown, tried in this order. */
const SHARES = [1, 0.5, 0.25, 0.1];

/** The body of the post: as much of the message as fits. */
export function cardMessage(message: Message): string {
  const bodies = SHARES.map((share) => () => bodyWith(cardOf(message, share)));
  for (const body of bodies) if (utf8Bytes(body()) <= MOST_BYTES) return body();
  return bodyWith(cardOf({ ...message, text: '', facts: [], details: '' }, 1));
}

function bodyWith(card: object): string {
  return JSON.stringify({
    type: 'message',
    attachments: [
      { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card },
    ],
  });
}
