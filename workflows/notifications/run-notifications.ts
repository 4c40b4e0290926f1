import type { RawValue } from '@temporalio/common';
import { condition, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import { MESSAGES } from '../../contract/names';
import { NotificationsStartSchema, type NotificationsRecord, WakeSchema } from '../../contract/notification';
import { isFailing } from '../../rules/notifications/delivery-log';
import { rawArguments } from '../core/handlers';
import { readMessage } from '../core/raw-message';
import { continuedState, isContinued, readStartArgument } from '../core/start-arguments';
import { createWakeTimer } from '../core/wake-timer';
import {
  continueInNewRun,
  hasWork,
  isDone,
  markFailing,
  openDeliveryState,
  type DeliveryState,
  planningProxies,
  startDeliveries,
  applyWakes,
  shouldContinueAsNew,
} from './delivery-state';

/**
 * Tells people about one request or escalation, from its beginning until all about its end is delivered. It is the one
 * writer of all messages about it. What is to be told it finds out anew each time it looks: a wake, or a clock, is only
 * a reason to look.
 *
 * @param sent the workflow's arguments: the subject, and what was sent so far when the story goes on in a new run
 */
export async function hitlNotifications(...sent: RawValue[]): Promise<NotificationsRecord> {
  const { after, ...subject } = readStartArgument(NotificationsStartSchema, sent);
  const post = openDeliveryState(subject);
  const alarm = createWakeTimer();
  const { planDeliveries, readEarlierRun } = planningProxies();
  handleWakes(post);
  const continued = isContinued() ? await continuedState<NotificationsRecord>(sent) : undefined;
  const told = continued ?? (after === undefined ? undefined : await readEarlierRun(after));
  if (told) post.record = told;
  let marked = told === undefined ? false : continued ? isFailing(told) : undefined;

  for (;;) {
    applyWakes(post);
    const { messages, asked, since } = post.record;
    const look = await planDeliveries({ subject, messages, asked, ...(since !== undefined && { since }) });
    startDeliveries(post, look);
    // Not before: what one channel has refused, another may be trying now.
    marked = markFailing(post.record, marked);
    // A timer that is cancelled is an event, and one that ends with its workflow is none.
    if (!look.ended) alarm.set(look.nextAt ?? Infinity, 'the next reminder, or time to look');
    await condition(() => hasWork(post, look) || isDone(post, look) || shouldContinueAsNew(post));
    if (isDone(post, look)) return post.record;
    await continueInNewRun(post);
  }
}

const wakeSignal = defineSignal<RawValue[]>(MESSAGES.wake, rawArguments);
const getQuery = defineQuery<NotificationsRecord>(MESSAGES.get);

/** So many wakes that nobody has looked into yet say as much as one. */
const MAX_PENDING_WAKES = 100;

/** Sets the handlers: a wake that cannot be read is still a reason to look. */
export function handleWakes(post: DeliveryState): void {
  setHandler(getQuery, () => post.record, {
    description: 'Who was told what, when, and what could not be delivered.',
  });
  setHandler(
    wakeSignal,
    (...sent) => {
      const read = readMessage(WakeSchema, sent);
      if (post.wakes.length < MAX_PENDING_WAKES) post.wakes.push(read.ok ? read.message : {});
    },
    { description: 'Look again whether there is something to tell: {}' },
  );
}
