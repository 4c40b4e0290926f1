import type { RawValue } from '@temporalio/common';
import {
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  isCancellation,
  setHandler,
  sleep,
  uuid4,
} from '@temporalio/workflow';
import { MESSAGES } from '../../contract/names';
import {
  NotificationDigestStartSchema,
  type NotificationDigestInput,
  type NotificationDigestItem,
  NotificationDigestItemSchema,
} from '../../contract/notification';
import { notificationsIds } from '../../rules/notifications/wake';
import { rawArguments } from '../core/handlers';
import { readMessage } from '../core/raw-message';
import { readStartArgument } from '../core/start-arguments';
import { digestProxy } from './delivery-state';

const addSignal = defineSignal<RawValue[]>(MESSAGES.add, rawArguments);
/** More would be no message any more: the inbox has them. */
const MAX_ITEMS = 500;

/** Gathers for a minute what is too much at once for one person, sends it as one message, and ends when no more came. */
export async function hitlDigest(...sent: RawValue[]): Promise<void> {
  const input = readStartArgument(NotificationDigestStartSchema, sent);
  const items: NotificationDigestItem[] = [];
  let more = 0;
  setHandler(
    addSignal,
    (...sent) => {
      const read = readMessage(NotificationDigestItemSchema, sent);
      if (!read.ok || isAmong(items, read.message)) return;
      if (items.length < MAX_ITEMS) items.push(read.message);
      else more++;
    },
    { description: 'One more thing to tell.' },
  );
  await condition(() => items.length > 0, '1m');
  while (items.length > 0) {
    await sleep('1m', { summary: 'what else comes within a minute?' });
    const [batch, left] = [items.splice(0), more];
    more = 0;
    await sendByFirstWorkingChannel(input, batch, left);
  }
}

/** By the first channel that takes it. Where none does, those it was about are told so: it shows in their records. */
async function sendByFirstWorkingChannel(
  { channel, to, others = [] }: NotificationDigestInput,
  items: NotificationDigestItem[],
  more: number,
): Promise<void> {
  const { sendDigest } = digestProxy();
  for (const name of [channel, ...others])
    try {
      await sendDigest({ channel: name, to, id: `msg_${uuid4()}`, items, ...(more > 0 && { more }) });
      return;
    } catch (error) {
      if (isCancellation(error)) throw error;
    }
  for (const { subject, key, from = '' } of items) {
    const ids = notificationsIds(subject);
    await getExternalWorkflowHandle(ids.find((id) => id === from) ?? ids[0])
      .signal(MESSAGES.wake, { undelivered: { channel, to, key } })
      .catch(() => {});
  }
}

/** Whoever adds one may have to try again, and not know that it was added. */
function isAmong(items: NotificationDigestItem[], { subject, key }: NotificationDigestItem): boolean {
  return items.some((item) => item.subject.id === subject.id && item.key === key);
}
