import { setMaxListeners } from 'node:events';
import { WorkflowFailedError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { Duration } from '../contract/duration';
import type { HitlError } from '../contract/errors';
import { NoMatchingPolicy, RequestFailed, UnreachableQuorum, WaitTimeoutError } from '../contract/errors';
import type { RequestRecord } from '../contract/record';
import { asUnreachable } from './bounded';
import { endedRequest } from './ended-request';
import { describeRequest } from './find-request';
import { GRPC, grpcError, isTransient } from './grpc-errors';
import { checkedDuration, checkedId } from './input-problem';
import { isOpen } from './request-status';
import type { RequestView } from './request-without-worker';
import { handleOf, type Session } from './session';
import { after, backoff, pause } from './timers';

export interface WaitOptions {
  /** How long to wait. Default: until the request has ended. */
  timeout?: Duration;
  /** Ends the wait, and changes nothing about the request. */
  signal?: AbortSignal;
}

/**
 * One long poll after another, each of its own: Temporal's client leaves a listener on the signal for every call, so
 * one signal for a wait of weeks would hold as many.
 */
const POLL_MS = 60_000;
const LONGEST_BACKOFF_MS = 5_000;

/**
 * Waits until the request has ended, for seconds or weeks, through restarts of Temporal and with or without a worker.
 *
 * @throws WaitTimeoutError when `timeout` is over; the request is unchanged (design rule 7)
 * @throws NoMatchingPolicy, UnreachableQuorum when the request ended as it could not be planned
 * @throws RequestFailed when it was broken otherwise
 * @throws RequestNotFound, InvalidInput; and the signal's reason when it aborts
 */
export async function waitForApproval(
  session: Session,
  id: string,
  { timeout, signal }: WaitOptions = {},
): Promise<RequestRecord> {
  checkedId(id);
  const ms = timeout === undefined ? Infinity : checkedDuration(timeout, 'timeout');
  signal?.throwIfAborted();
  const over = new AbortController();
  const callerAborted = () => over.abort(signal?.reason);
  signal?.addEventListener('abort', callerAborted, { once: true });
  const callOff = after(ms, () => over.abort(new WaitTimeoutError(id, `${timeout}`)));
  try {
    return asOutcome(await untilEnded(session, id, over.signal));
  } finally {
    callOff();
    signal?.removeEventListener('abort', callerAborted);
  }
}

async function untilEnded(session: Session, id: string, stop: AbortSignal): Promise<RequestView> {
  for (let failures = 0; ;) {
    try {
      const ended = await oneOf(stop, (poll) => pollOnce(session, id, poll));
      if (ended) return ended;
      failures = 0;
    } catch (error) {
      stop.throwIfAborted();
      if (!isTransient(error)) throw asUnreachable(session.client, error) ?? error;
      await pause(backoff(++failures, LONGEST_BACKOFF_MS), stop);
      stop.throwIfAborted();
    }
  }
}

/** The request once it has ended; nothing when this poll is over first. */
async function pollOnce(session: Session, id: string, poll: AbortSignal): Promise<RequestView | undefined> {
  const { client } = session;
  if (!session.known.has(id)) await describeRequest(session, id);
  try {
    const result = () => client.withDeadline(Date.now() + POLL_MS, () => handleOf(session, id).result());
    return (await client.withAbortSignal(poll, result)) as RequestRecord;
  } catch (error) {
    if (grpcError(error)?.code === GRPC.DEADLINE_EXCEEDED) return undefined;
    if (!(error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError)) throw error;
  }
  // A reset closes the run that was waited for, and the request goes on in another.
  const described = await describeRequest(session, id);
  return isOpen(described) ? undefined : endedRequest(session, described);
}

/** What `make` answers, given a signal of its own; or the reason of `stop` as soon as that aborts. */
async function oneOf<T>(stop: AbortSignal, make: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  // Temporal's client adds a listener for every call of a long poll; they go with this signal.
  setMaxListeners(0, own.signal);
  let stopped = () => {};
  const stopping = new Promise<never>((_, reject) => {
    stopped = () => reject(stop.reason as Error);
    stop.addEventListener('abort', stopped, { once: true });
  });
  const made = make(own.signal);
  made.catch(() => {});
  try {
    return await Promise.race([made, stopping]);
  } finally {
    stop.removeEventListener('abort', stopped);
    own.abort();
  }
}

/** The record of a request that ended as its policies say; an error for one that could not be planned. */
function asOutcome(record: RequestView): RequestRecord {
  const { error } = record.end ?? {};
  if (error === undefined) return record;
  const classes: Record<string, new (message: string) => HitlError> = { NoMatchingPolicy, UnreachableQuorum };
  const Thrown = Object.hasOwn(classes, error.name) ? classes[error.name] : undefined;
  if (Thrown) throw new Thrown(`${record.id}: ${error.message}`);
  throw new RequestFailed(`${record.id}: ${error.name}: ${error.message}`);
}
