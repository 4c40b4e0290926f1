import type { RawValue } from '@temporalio/common';
import { condition, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import { MESSAGES } from '../../contract/names';
import { type NotificationsRecord, WakeSchema } from '../../contract/notification';
import { NotificationsStartSchema } from '../../contract/start';
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
 * The workflow that notifies people about one request or escalation, until everything about its end is delivered. It alone
 * sends messages about this subject. Each time it wakes, it plans all due deliveries again from the current record: a wake or a
 * timer is only a reason to plan.
 *
 * @param sent the raw arguments: the subject and, after continue-as-new, the record so far
 */
export async function hitlNotifications(...sent: RawValue[]): Promise<NotificationsRecord> {
  const { after, ...subject } = readStartArgument(NotificationsStartSchema, sent);
  const post = openDeliveryState(subject);
  const wakeTimer = createWakeTimer();
  const { planDeliveries, readEarlierRun } = planningProxies();
  handleWakes(post);
  const continued = isContinued() ? await continuedState<NotificationsRecord>(sent) : undefined;
  const earlier = continued ?? (after === undefined ? undefined : await readEarlierRun(after));
  if (earlier) post.record = earlier;
  let marked = earlier === undefined ? false : continued ? isFailing(earlier) : undefined;

  for (;;) {
    applyWakes(post);
    const { messages, asked, since } = post.record;
    const look = await planDeliveries({ subject, messages, asked, ...(since !== undefined && { since }) });
    startDeliveries(post, look);
    // After starting deliveries, since another channel may now try what one has refused.
    marked = markFailing(post.record, marked);
    // Do not cancel the timer at the end, since that would be an event in history.
    if (!look.ended) wakeTimer.set(look.nextAt ?? Infinity, 'Next planning of deliveries');
    await condition(() => hasWork(post, look) || isDone(post, look) || shouldContinueAsNew(post));
    if (isDone(post, look)) return post.record;
    await continueInNewRun(post);
  }
}

const wakeSignal = defineSignal<RawValue[]>(MESSAGES.wake, rawArguments);
const getQuery = defineQuery<NotificationsRecord>(MESSAGES.get);

/** More pending wakes have no further effect. */
const MAX_PENDING_WAKES = 100;

/** Sets the message handlers. A wake that cannot be read still leads to a new plan. */
export function handleWakes(post: DeliveryState): void {
  setHandler(getQuery, () => post.record, {
    description: 'The messages: who was notified of what and when, and what could not be delivered.',
  });
  setHandler(
    wakeSignal,
    (...sent) => {
      const read = readMessage(WakeSchema, sent);
      if (post.wakes.length < MAX_PENDING_WAKES) post.wakes.push(read.ok ? read.message : {});
    },
    { description: 'Plan the deliveries again: {}' },
  );
}
