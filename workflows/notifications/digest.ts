import type { RawValue } from '@temporalio/common';
import {
  proxyActivities,
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  isCancellation,
  setHandler,
  sleep,
  uuid4,
} from '@temporalio/workflow';
import type { NotificationActivities } from '../../contract/activities';
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

const addSignal = defineSignal<RawValue[]>(MESSAGES.add, rawArguments);
/** A message with more items would be too long to read. The inbox has all of them. */
const MAX_ITEMS = 500;

/** Collects messages for one person for a minute, sends them as one message, and ends when no more have come. */
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
    { description: 'Adds one message to the digest.' },
  );
  await condition(() => items.length > 0, '1m');
  while (items.length > 0) {
    await sleep('1m', { summary: 'Collect digest items' });
    const [batch, left] = [items.splice(0), more];
    more = 0;
    await sendByFirstWorkingChannel(input, batch, left);
  }
}

/** Sends the digest by the first channel that accepts it. If none does, it tells the notification workflows, whose records show it. */
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

/** Whether the item was added before. The sender may have to retry without knowing that it was added. */
function isAmong(items: NotificationDigestItem[], { subject, key }: NotificationDigestItem): boolean {
  return items.some((item) => item.subject.id === subject.id && item.key === key);
}

/** The activity for a digest. */
function digestProxy() {
  return proxyActivities<Pick<NotificationActivities, 'sendDigest'>>({
    startToCloseTimeout: '45s',
    scheduleToCloseTimeout: '24h',
    retry: { initialInterval: '1s', maximumInterval: '5m' },
    summary: 'Send digest',
  });
}
