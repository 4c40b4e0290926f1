import { ActivityFailure, TimeoutFailure } from '@temporalio/common';
import { CancellationScope, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { Delivery, Look, NotificationsRecord, PokeMessage, Subject } from '../../contract/notification';
import {
  laneOf,
  type Outcome,
  recorded,
  refreshed,
  redelivered,
  undelivered,
} from '../../rules/notifications/post-book';
import { isoTime } from '../../rules/time';
import { handOn } from '../start';
import { deliverActivity } from './proxies';
import { showNotifications } from './show-notifications';

/** At 50 MB Temporal terminates the workflow. */
const MAX_HISTORY_BYTES = 8 * 1024 * 1024;

/** What the workflow of one subject's notifications has on its desk. */
export interface Post {
  record: NotificationsRecord;
  /** Pokes that were not looked into yet. */
  pokes: PokeMessage[];
  /** Messages on their way, by channel and person: one at a time for each, so that they arrive in order. */
  readonly lanes: Map<string, Delivery>;
  /** Others are due since one that went before has arrived, or cannot. */
  isNews: boolean;
  /** Lanes in which more is due than the message on its way. */
  readonly heldBack: Set<string>;
  /** How often it was looked. */
  looks: number;
}

export function openPost(subject: Subject): Post {
  const record = { subject, messages: [], asked: {}, unreachable: [] };
  return { record, pokes: [], lanes: new Map(), isNews: false, heldBack: new Set(), looks: 0 };
}

/** What the pokes ask for beside a look. */
export function takePokes(post: Post): void {
  post.isNews = false;
  post.looks++;
  for (const { refresh, redeliver, undelivered: lost } of post.pokes.splice(0)) {
    if (refresh) post.record = refreshed(post.record, refresh, isoTime(Date.now()));
    if (redeliver) post.record = redelivered(post.record, redeliver);
    if (lost) post.record = undelivered(post.record, lost);
  }
}

/** Starts what is due and whose lane is free; the rest comes when that is. */
export function startDeliveries(post: Post, look: Look): void {
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
    else if (!isShown(post, delivery)) void send(post, delivery);
}

/** Whether the message was brought up to date while it was looked whether it should be. */
function isShown({ record }: Post, { channel, updates, shows }: Delivery): boolean {
  if (updates === undefined) return false;
  return record.messages.some((m) => m.channel === channel && m.ref === updates && m.shows === shows);
}

/** Whether there is a reason to look again. */
export function hasWork(post: Post, look: Look): boolean {
  const isTime = look.nextAt !== undefined && Date.now() >= look.nextAt;
  return post.pokes.length > 0 || post.isNews || isTime;
}

/** Whether all that there will ever be to tell has been told. */
export function isDone(post: Post, look: Look): boolean {
  return look.ended && post.lanes.size === 0 && post.pokes.length === 0 && !post.isNews;
}

async function send(post: Post, delivery: Delivery): Promise<void> {
  const lane = laneOf(delivery);
  const { looks } = post;
  post.lanes.set(lane, delivery);
  const note = (outcome: Outcome) => {
    post.record = recorded(post.record, delivery, outcome, isoTime(Date.now()));
    showNotifications(post.record);
    // Another channel may reach whom this one does not.
    if (outcome.status === 'failed') post.isNews = true;
  };
  if (delivery.updates === undefined) note({ status: 'sending' });
  try {
    const delivered = await deliverActivity(delivery)(post.record.subject, delivery);
    note(delivered);
    // What was looked at meanwhile did not know of it, or nobody knows what it shows.
    if (looks !== post.looks || (delivered.ref !== undefined && delivered.shows === undefined))
      post.isNews = true;
  } catch (error) {
    if (isCancellation(error) && CancellationScope.current().consideredCancelled) return;
    if (wasNeverTried(error)) retract(post, delivery);
    else note({ status: 'failed', why: whyFailed(error) });
  } finally {
    post.lanes.delete(lane);
    if (post.heldBack.delete(lane)) post.isNews = true;
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
function retract(post: Post, { id }: Delivery): void {
  post.record = { ...post.record, messages: post.record.messages.filter((m) => m.id !== id) };
  post.isNews = true;
}

function whyFailed(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const inner = cause instanceof TimeoutFailure && cause.cause ? cause.cause : cause;
  return inner instanceof Error ? inner.message.slice(0, 500) : 'it failed';
}

/** A long story goes on in a new run, when nothing is on its way: also for signals that nothing handles. */
export function wantsNewRun({ lanes }: Post): boolean {
  const { continueAsNewSuggested, historySize } = workflowInfo();
  return lanes.size === 0 && (continueAsNewSuggested || historySize >= MAX_HISTORY_BYTES);
}

export async function goOnInNewRun(post: Post): Promise<void> {
  if (!wantsNewRun(post)) return;
  takePokes(post);
  await handOn(post.record.subject, post.record);
}
