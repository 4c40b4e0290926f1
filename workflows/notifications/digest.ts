import type { RawValue } from '@temporalio/common';
import { condition, defineSignal, setHandler, sleep, uuid4 } from '@temporalio/workflow';
import { MESSAGES } from '../../contract/names';
import { type DigestInput, type DigestItem, DigestItemSchema } from '../../contract/notification';
import { raw } from '../doors';
import { readMessage } from '../raw-message';
import { digestActivity } from './proxies';

const addSignal = defineSignal<RawValue[]>(MESSAGES.add, raw);
/** More would be no message any more: the inbox has them. */
const MOST_ITEMS = 500;

/** Gathers for a minute what is too much at once for one person, sends it as one message, and ends when no more came. */
export async function hitlDigest(input: DigestInput): Promise<void> {
  const items: DigestItem[] = [];
  const { sendDigest } = digestActivity();
  setHandler(
    addSignal,
    (...sent) => {
      const read = readMessage(DigestItemSchema, sent);
      if (read.ok && items.length < MOST_ITEMS && !isAmong(items, read.message)) items.push(read.message);
    },
    { description: 'One more thing to tell.' },
  );
  await condition(() => items.length > 0, '1m');
  while (items.length > 0) {
    await sleep('1m', { summary: 'what else comes within a minute?' });
    const batch = items.splice(0);
    // Whoever could not be told by any attempt is told by none of the next.
    await sendDigest({ ...input, id: `msg_${uuid4()}`, items: batch }).catch(() => {});
  }
}

/** Whoever adds one may have to try again, and not know that it was added. */
function isAmong(items: DigestItem[], { subject, key }: DigestItem): boolean {
  return items.some((item) => item.subject.id === subject.id && item.key === key);
}
