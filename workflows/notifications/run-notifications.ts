import type { RawValue } from '@temporalio/common';
import { proxyActivities, condition, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import type { NotificationActivities } from '../../contract/activities';
import { defined } from '../../contract/defined';
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
  const state = openDeliveryState(subject);
  const wakeTimer = createWakeTimer();
  const { planDeliveries, readEarlierRun } = planningProxies();
  handleWakes(state);
  const continued = isContinued() ? await continuedState<NotificationsRecord>(sent) : undefined;
  const earlier = continued ?? (after === undefined ? undefined : await readEarlierRun(after));
  if (earlier) state.record = earlier;
  let marked = earlier === undefined ? false : continued ? isFailing(earlier) : undefined;

  for (;;) {
    applyWakes(state);
    const { messages, asked, since } = state.record;
    const plan = await planDeliveries({ subject, messages, asked, ...defined({ since }) });
    startDeliveries(state, plan);
    // After starting deliveries, since another channel may now try what one has refused.
    marked = markFailing(state.record, marked);
    // Do not cancel the timer at the end, since that would be an event in history.
    if (!plan.ended) wakeTimer.set(plan.nextAt ?? Infinity, 'Next planning of deliveries');
    await condition(() => hasWork(state, plan) || isDone(state, plan) || shouldContinueAsNew(state));
    if (isDone(state, plan)) return state.record;
    await continueInNewRun(state);
  }
}

const wakeSignal = defineSignal<RawValue[]>(MESSAGES.wake, rawArguments);
const getQuery = defineQuery<NotificationsRecord>(MESSAGES.get);

/** More pending wakes have no further effect. */
const MAX_PENDING_WAKES = 100;

/** Sets the message handlers. A wake that cannot be read still leads to a new plan. */
export function handleWakes(state: DeliveryState): void {
  setHandler(getQuery, () => state.record, {
    description: 'The messages: who was notified of what and when, and what could not be delivered.',
  });
  setHandler(
    wakeSignal,
    (...sent) => {
      const read = readMessage(WakeSchema, sent);
      if (state.wakes.length < MAX_PENDING_WAKES) state.wakes.push(read.ok ? read.message : {});
    },
    { description: 'Plan the deliveries again: {}' },
  );
}

/** Creates the proxies for each workflow. In module scope every other workflow would keep them in memory. */
function planningProxies() {
  return proxyActivities<Pick<NotificationActivities, 'planDeliveries' | 'readEarlierRun'>>({
    startToCloseTimeout: '30s',
    // Not faster: after an outage every attempt is work for the worker that also handles decisions.
    retry: { initialInterval: '1s', maximumInterval: '1m' },
    summary: 'Plan deliveries',
  });
}
