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
import { truncateToBytes, isoTime } from '../../rules/text';
import { keywordAttribute } from '../core/attributes';
import { continueWithState } from '../core/start-arguments';

/** At 50 MB Temporal terminates the workflow. */
const MAX_HISTORY_BYTES = 8 * 1024 * 1024;

/** The state of one subject's notification workflow. */
export interface DeliveryState {
  record: NotificationsRecord;
  /** Wakes that are not handled yet. */
  wakes: WakeMessage[];
  /** Messages that are being sent, by channel and person. Each lane sends one at a time, so that messages arrive in order. */
  readonly lanes: Map<string, Delivery>;
  /** A delivery has ended, so other messages may be due. */
  mustPlanAgain: boolean;
  /** Lanes with more due messages than the one that is being sent. */
  readonly heldBack: Set<string>;
  /** How often deliveries were planned. */
  planCount: number;
}

export function openDeliveryState(subject: Subject): DeliveryState {
  const record = { subject, messages: [], asked: {}, unreachable: [] };
  return { record, wakes: [], lanes: new Map(), mustPlanAgain: false, heldBack: new Set(), planCount: 0 };
}

/** Applies the requests in the wakes to the record. Every wake also leads to a new plan. */
export function applyWakes(post: DeliveryState): void {
  post.mustPlanAgain = false;
  post.planCount++;
  for (const { refresh, redeliver, undelivered: lost } of post.wakes.splice(0)) {
    if (refresh) post.record = withClickedMessage(post.record, refresh, isoTime(Date.now()));
    if (redeliver) post.record = withRedelivery(post.record, redeliver);
    if (lost) post.record = withUndelivered(post.record, lost);
  }
}

/** Starts the due deliveries whose lane is free. The others start when their lane is free. */
export function startDeliveries(post: DeliveryState, look: DeliveryPlan): void {
  const { asked, unreachable, since } = look;
  const isOther = post.record.since !== undefined && post.record.since !== since;
  post.record = {
    ...post.record,
    ...(isOther && { messages: [] }),
    asked,
    // Keep the unreachable people after the end, when a plan no longer finds any.
    unreachable: look.ended ? post.record.unreachable : unreachable,
    since,
  };
  post.heldBack.clear();
  for (const delivery of look.due)
    if (post.lanes.has(laneOf(delivery))) post.heldBack.add(laneOf(delivery));
    else if (!isAlreadyShown(post, delivery)) void sendDelivery(post, delivery);
}

/** Whether the message already shows this state, because it was updated during planning. */
function isAlreadyShown({ record }: DeliveryState, { channel, updates, shows }: Delivery): boolean {
  if (updates === undefined) return false;
  return record.messages.some((m) => m.channel === channel && m.ref === updates && m.shows === shows);
}

/** Whether deliveries must be planned again. */
export function hasWork(post: DeliveryState, look: DeliveryPlan): boolean {
  const isTime = look.nextAt !== undefined && Date.now() >= look.nextAt;
  return post.wakes.length > 0 || post.mustPlanAgain || isTime;
}

/** Whether the subject has ended and everything was delivered. */
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
    // Another channel may reach the person.
    if (outcome.status === 'failed') post.mustPlanAgain = true;
  };
  if (delivery.updates === undefined) note({ status: 'sending' });
  try {
    const delivered = await deliverProxy(delivery)(post.record.subject, delivery);
    note(delivered);
    // Plan again if another plan was made without knowing this message, or if it is unknown what the message shows.
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

/** Whether no worker ran before the timeout. That says nothing about the channel. */
function wasNeverTried(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return (
    cause instanceof TimeoutFailure && cause.cause === undefined && cause.timeoutType !== 'START_TO_CLOSE'
  );
}

/** Removes a message that was never tried. The next plan decides whether it is still due. */
function retract(post: DeliveryState, { id }: Delivery): void {
  post.record = { ...post.record, messages: post.record.messages.filter((m) => m.id !== id) };
  post.mustPlanAgain = true;
}

function failureText(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const inner = cause instanceof TimeoutFailure && cause.cause ? cause.cause : cause;
  return inner instanceof Error ? inner.message.slice(0, 500) : 'unknown error';
}

/** Whether to continue as new: the history is long, and no message is being sent. Signals without a handler count, too. */
export function shouldContinueAsNew({ lanes }: DeliveryState): boolean {
  const { continueAsNewSuggested, historySize } = workflowInfo();
  return lanes.size === 0 && (continueAsNewSuggested || historySize >= MAX_HISTORY_BYTES);
}

export async function continueInNewRun(post: DeliveryState): Promise<void> {
  if (!shouldContinueAsNew(post)) return;
  applyWakes(post);
  await continueWithState(post.record.subject, post.record);
}

/** Shows the messages in the Temporal UI. This adds no event to the history. */
function showNotifications(record: NotificationsRecord): void {
  setCurrentDetails(describeNotifications(record));
}

/**
 * Marks whether a message has failed permanently, which `hitl doctor` counts. It upserts only a change, since an upsert is an
 * event in history.
 *
 * @param marked how this run is marked; `undefined` if an earlier, ended run may be marked in another way
 */
export function markFailing(record: NotificationsRecord, marked: boolean | undefined): boolean {
  const is = isFailing(record);
  if (is !== marked) upsertSearchAttributes([keywordAttribute('HitlStatus', is ? 'failing' : 'delivered')]);
  return is;
}

/** Creates the proxies for each workflow. In module scope every other workflow would keep them in memory. */
export function planningProxies() {
  return proxyActivities<Pick<NotificationActivities, 'planDeliveries' | 'readEarlierRun'>>({
    startToCloseTimeout: '30s',
    // Not faster: after an outage every attempt is work for the worker that also handles decisions.
    retry: { initialInterval: '1s', maximumInterval: '1m' },
    summary: 'Plan deliveries',
  });
}

/** The activity for one message. It is retried until the message arrives, the channel refuses it permanently, or time is up. */
function deliverProxy({ id, giveUpAfter, channel, to, event, updates }: Delivery) {
  const what = updates === undefined ? `Send ${event}` : 'Update';
  return proxyActivities<Pick<NotificationActivities, 'deliver'>>({
    // Shows which message fails in the description of the workflow.
    activityId: id,
    startToCloseTimeout: '45s',
    scheduleToCloseTimeout: giveUpAfter,
    retry: { initialInterval: '1s', maximumInterval: '5m' },
    // Temporal bounds a summary to 400 bytes.
    summary: truncateToBytes(`${what}: ${channel}${to === undefined ? '' : `, ${to}`}`, 200),
  }).deliver;
}

/** The activity for a digest. */
export function digestProxy() {
  return proxyActivities<Pick<NotificationActivities, 'sendDigest'>>({
    startToCloseTimeout: '45s',
    scheduleToCloseTimeout: '24h',
    retry: { initialInterval: '1s', maximumInterval: '5m' },
    summary: 'Send digest',
  });
}
