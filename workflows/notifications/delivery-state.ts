import { ActivityFailure, TimeoutFailure } from '@temporalio/common';
import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { NotificationActivities } from '../../contract/activities';
import type {
  Delivery,
  DeliveryPlan,
  NotificationsRecord,
  WakeMessage,
  Subject,
} from '../../contract/notification';
import {
  describeNotifications,
  isFailing,
  laneOf,
  type DeliveryOutcome,
  withDelivery,
  withRedelivery,
  withClickedMessage,
  withUndelivered,
} from '../../rules/notifications/delivery-log';
import { truncateToBytes } from '../../rules/requests/details';
import { isoTime } from '../../rules/text';
import { keywordAttribute } from '../core/attributes';
import { continueWithState } from '../core/start-arguments';

/** At 50 MB Temporal terminates the workflow. */
const MAX_HISTORY_BYTES = 8 * 1024 * 1024;

/** What the workflow of one subject's notifications keeps as its state. */
export interface DeliveryState {
  record: NotificationsRecord;
  /** Wakes that were not looked into yet. */
  wakes: WakeMessage[];
  /** Messages on their way, by channel and person: one at a time for each, so that they arrive in order. */
  readonly lanes: Map<string, Delivery>;
  /** Others are due since one that went before has arrived, or cannot. */
  mustPlanAgain: boolean;
  /** Lanes in which more is due than the message on its way. */
  readonly heldBack: Set<string>;
  /** How often it was looked. */
  planCount: number;
}

export function openDeliveryState(subject: Subject): DeliveryState {
  const record = { subject, messages: [], asked: {}, unreachable: [] };
  return { record, wakes: [], lanes: new Map(), mustPlanAgain: false, heldBack: new Set(), planCount: 0 };
}

/** What the wakes ask for beside a look. */
export function applyWakes(post: DeliveryState): void {
  post.mustPlanAgain = false;
  post.planCount++;
  for (const { refresh, redeliver, undelivered: lost } of post.wakes.splice(0)) {
    if (refresh) post.record = withClickedMessage(post.record, refresh, isoTime(Date.now()));
    if (redeliver) post.record = withRedelivery(post.record, redeliver);
    if (lost) post.record = withUndelivered(post.record, lost);
  }
}

/** Starts what is due and whose lane is free; the rest comes when that is. */
export function startDeliveries(post: DeliveryState, look: DeliveryPlan): void {
  const { asked, unreachable, since } = look;
  const isOther = post.record.since !== undefined && post.record.since !== since;
  post.record = {
    ...post.record,
    ...(isOther && { messages: [] }),
    asked,
    // Who was never told stays known after the end, when nobody is called upon any more.
    unreachable: look.ended ? post.record.unreachable : unreachable,
    since,
  };
  post.heldBack.clear();
  for (const delivery of look.due)
    if (post.lanes.has(laneOf(delivery))) post.heldBack.add(laneOf(delivery));
    else if (!isAlreadyShown(post, delivery)) void sendDelivery(post, delivery);
}

/** Whether the message was brought up to date while it was looked whether it should be. */
function isAlreadyShown({ record }: DeliveryState, { channel, updates, shows }: Delivery): boolean {
  if (updates === undefined) return false;
  return record.messages.some((m) => m.channel === channel && m.ref === updates && m.shows === shows);
}

/** Whether there is a reason to look again. */
export function hasWork(post: DeliveryState, look: DeliveryPlan): boolean {
  const isTime = look.nextAt !== undefined && Date.now() >= look.nextAt;
  return post.wakes.length > 0 || post.mustPlanAgain || isTime;
}

/** Whether all that there will ever be to tell has been told. */
export function isDone(post: DeliveryState, look: DeliveryPlan): boolean {
  return look.ended && post.lanes.size === 0 && post.wakes.length === 0 && !post.mustPlanAgain;
}

async function sendDelivery(post: DeliveryState, delivery: Delivery): Promise<void> {
  const lane = laneOf(delivery);
  const { planCount } = post;
  post.lanes.set(lane, delivery);
  const note = (outcome: DeliveryOutcome) => {
    post.record = withDelivery(post.record, delivery, outcome, isoTime(Date.now()));
    showNotifications(post.record);
    // Another channel may reach whom this one does not.
    if (outcome.status === 'failed') post.mustPlanAgain = true;
  };
  if (delivery.updates === undefined) note({ status: 'sending' });
  try {
    const delivered = await deliverProxy(delivery)(post.record.subject, delivery);
    note(delivered);
    // What was looked at meanwhile did not know of it, or nobody knows what it shows.
    if (planCount !== post.planCount || (delivered.ref !== undefined && delivered.shows === undefined))
      post.mustPlanAgain = true;
  } catch (error) {
    if (isCancellation(error) && CancellationScope.current().consideredCancelled) return;
    if (wasNeverTried(error)) retract(post, delivery);
    else note({ status: 'failed', why: failureText(error) });
  } finally {
    post.lanes.delete(lane);
    if (post.heldBack.delete(lane)) post.mustPlanAgain = true;
  }
}

/** No worker was there while its time ran out: that says nothing of the channel. */
function wasNeverTried(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return (
    cause instanceof TimeoutFailure && cause.cause === undefined && cause.timeoutType !== 'START_TO_CLOSE'
  );
}

/** As if it had not been begun: whether it still is to be sent, the next look says. */
function retract(post: DeliveryState, { id }: Delivery): void {
  post.record = { ...post.record, messages: post.record.messages.filter((m) => m.id !== id) };
  post.mustPlanAgain = true;
}

function failureText(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const inner = cause instanceof TimeoutFailure && cause.cause ? cause.cause : cause;
  return inner instanceof Error ? inner.message.slice(0, 500) : 'it failed';
}

/** A long story goes on in a new run, when nothing is on its way: also for signals that nothing handles. */
export function shouldContinueAsNew({ lanes }: DeliveryState): boolean {
  const { continueAsNewSuggested, historySize } = workflowInfo();
  return lanes.size === 0 && (continueAsNewSuggested || historySize >= MAX_HISTORY_BYTES);
}

export async function continueInNewRun(post: DeliveryState): Promise<void> {
  if (!shouldContinueAsNew(post)) return;
  applyWakes(post);
  await continueWithState(post.record.subject, post.record);
}

/** What the Temporal UI shows of the messages. Costs nothing. */
function showNotifications(record: NotificationsRecord): void {
  setCurrentDetails(describeNotifications(record));
}

/**
 * What `hitl doctor` counts: whether one has failed for good. An upsert costs, so it is made for a change alone.
 *
 * @param marked how this run is marked; `undefined` where an earlier one, which has ended, may be marked otherwise
 */
export function markFailing(record: NotificationsRecord, marked: boolean | undefined): boolean {
  const is = isFailing(record);
  if (is !== marked) upsertSearchAttributes([keywordAttribute('HitlStatus', is ? 'failing' : 'delivered')]);
  return is;
}

/** Made for each workflow and not once for the module, which other workflows would keep in memory. */
export function planningProxies() {
  return proxyActivities<Pick<NotificationActivities, 'planDeliveries' | 'readEarlierRun'>>({
    startToCloseTimeout: '30s',
    // Not sooner: after an outage every attempt is work for the worker that also takes the decisions.
    retry: { initialInterval: '1s', maximumInterval: '1m' },
    summary: 'what is there to tell, and whom',
  });
}

/** One message, tried until it arrives, its channel refuses it for good, or it is given up. */
function deliverProxy({ id, giveUpAfter, channel, to, event, updates }: Delivery) {
  const what = updates === undefined ? event : 'bring up to date';
  return proxyActivities<Pick<NotificationActivities, 'deliver'>>({
    // By which whoever describes the workflow knows the message that fails.
    activityId: id,
    startToCloseTimeout: '45s',
    scheduleToCloseTimeout: giveUpAfter,
    retry: { initialInterval: '1s', maximumInterval: '5m' },
    // Temporal bounds a summary to 400 bytes.
    summary: truncateToBytes(`${what}: ${channel}${to === undefined ? '' : `, ${to}`}`, 200),
  }).deliver;
}

/** A digest, likewise. */
export function digestProxy() {
  return proxyActivities<Pick<NotificationActivities, 'sendDigest'>>({
    startToCloseTimeout: '45s',
    scheduleToCloseTimeout: '24h',
    retry: { initialInterval: '1s', maximumInterval: '5m' },
    summary: 'what was too much at once, as one message',
  });
}
