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
export function applyWakes(state: DeliveryState): void {
  state.mustPlanAgain = false;
  state.planCount++;
  for (const { refresh, redeliver, undelivered: lost } of state.wakes.splice(0)) {
    if (refresh) state.record = withClickedMessage(state.record, refresh, isoTime(Date.now()));
    if (redeliver) state.record = withRedelivery(state.record, redeliver);
    if (lost) state.record = withUndelivered(state.record, lost);
  }
}

/** Starts the due deliveries whose lane is free. The others start when their lane is free. */
export function startDeliveries(state: DeliveryState, plan: DeliveryPlan): void {
  const { asked, unreachable = state.record.unreachable, since } = plan;
  const isOther = state.record.since !== undefined && state.record.since !== since;
  state.record = {
    ...state.record,
    ...(isOther && { messages: [] }),
    asked,
    unreachable,
    since,
  };
  state.heldBack.clear();
  for (const delivery of plan.due)
    if (state.lanes.has(laneOf(delivery))) state.heldBack.add(laneOf(delivery));
    else if (!isAlreadyShown(state, delivery)) void sendDelivery(state, delivery);
}

/** Whether the message already shows this state, because it was updated during planning. */
function isAlreadyShown({ record }: DeliveryState, { channel, updates, shows }: Delivery): boolean {
  if (updates === undefined) return false;
  return record.messages.some((m) => m.channel === channel && m.ref === updates && m.shows === shows);
}

/** Whether deliveries must be planned again. */
export function hasWork(state: DeliveryState, plan: DeliveryPlan): boolean {
  const isTime = plan.nextAt !== undefined && Date.now() >= plan.nextAt;
  return state.wakes.length > 0 || state.mustPlanAgain || isTime;
}

/** Whether the subject has ended and everything was delivered. */
export function isDone(state: DeliveryState, plan: DeliveryPlan): boolean {
  return plan.ended && state.lanes.size === 0 && state.wakes.length === 0 && !state.mustPlanAgain;
}

async function sendDelivery(state: DeliveryState, delivery: Delivery): Promise<void> {
  const lane = laneOf(delivery);
  const { planCount } = state;
  state.lanes.set(lane, delivery);
  const note = (outcome: DeliveryOutcome) => {
    state.record = withDelivery(state.record, delivery, outcome, isoTime(Date.now()));
    showNotifications(state.record);
    // Another channel may reach the person.
    if (outcome.status === 'failed') state.mustPlanAgain = true;
  };
  if (delivery.updates === undefined) note({ status: 'sending' });
  try {
    const delivered = await deliverProxy(delivery)(state.record.subject, delivery);
    note(delivered);
    // Plan again if another plan was made without knowing this message, or if it is unknown what the message shows.
    if (planCount !== state.planCount || (delivered.ref !== undefined && delivered.shows === undefined))
      state.mustPlanAgain = true;
  } catch (error) {
    if (isCancellation(error) && CancellationScope.current().consideredCancelled) return;
    if (wasNeverTried(error)) retract(state, delivery);
    else note({ status: 'failed', why: failureText(error) });
  } finally {
    state.lanes.delete(lane);
    if (state.heldBack.delete(lane)) state.mustPlanAgain = true;
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
function retract(state: DeliveryState, { id }: Delivery): void {
  state.record = { ...state.record, messages: state.record.messages.filter((m) => m.id !== id) };
  state.mustPlanAgain = true;
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

export async function continueInNewRun(state: DeliveryState): Promise<void> {
  if (!shouldContinueAsNew(state)) return;
  applyWakes(state);
  await continueWithState(state.record.subject, state.record);
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
