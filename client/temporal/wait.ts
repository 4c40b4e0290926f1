import { setMaxListeners } from 'node:events';
import { WorkflowFailedError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { Duration } from '../../contract/duration';
import { WaitTimeoutError } from '../../contract/errors';
import { inSpan } from '../../tracing/spans';
import { checkedDuration, checkedId, onlyKnown } from '../input';
import { asUnreachable, GRPC, grpcError, isTransient } from './calls';
import { endedRecord, ensureExists, find, forgeryProblem, isUndecodable } from './read';
import { handleOf, type ReadableEntity, type Session } from './session';
import { isOpen } from './status';
import { after, backoff, pause } from './timers';

/** How long a wait lasts. */
export interface WaitOptions {
  /** How long to wait. Default: until it has ended. */
  timeout?: Duration;
  /** Ends the wait, and changes nothing else. */
  signal?: AbortSignal;
}

/**
 * How long one long poll takes. Each has its own abort signal, because Temporal's client adds a listener per call and does
 * not remove it: in a wait of weeks, one signal would collect thousands.
 */
const POLL_MS = 60_000;
const MAX_BACKOFF_MS = 5_000;

/**
 * Waits until a request, an escalation or a run has ended, for seconds or weeks, through restarts of Temporal, with or without a worker.
 *
 * @throws WaitTimeoutError when `timeout` has passed; nothing else changes (design rule 7)
 * @throws the kind's `NotFound`, InvalidInput; and the signal's reason when it aborts
 */
export async function waitForEnd<View>(
  session: Session,
  kind: ReadableEntity<View>,
  id: string,
  options: WaitOptions = {},
): Promise<View> {
  const { timeout, signal } = onlyKnown(options, { timeout: true, signal: true });
  checkedId(id);
  const ms = timeout === undefined ? Infinity : checkedDuration(timeout, 'timeout');
  signal?.throwIfAborted();
  const over = new AbortController();
  const callerAborted = () => over.abort(signal?.reason);
  signal?.addEventListener('abort', callerAborted, { once: true });
  const callOff = after(ms, () => over.abort(new WaitTimeoutError(id, `${timeout}`, kind.noun)));
  try {
    return await inSpan(`Wait:${kind.noun}`, { attributes: { temporalWorkflowID: id } }, () =>
      untilEnded(session, kind, id, over.signal),
    );
  } finally {
    callOff();
    signal?.removeEventListener('abort', callerAborted);
  }
}

async function untilEnded<View>(
  session: Session,
  kind: ReadableEntity<View>,
  id: string,
  stop: AbortSignal,
): Promise<View> {
  for (let failures = 0; ;) {
    try {
      const ended = await oneOf(stop, (poll) => pollOnce(session, kind, id, poll));
      if (ended) return ended;
      failures = 0;
    } catch (error) {
      stop.throwIfAborted();
      if (!isTransient(error)) throw asUnreachable(session.client, error) ?? error;
      await pause(backoff(++failures, MAX_BACKOFF_MS), stop);
      stop.throwIfAborted();
    }
  }
}

/** The record once it has ended; nothing when this poll times out first. */
async function pollOnce<View>(
  session: Session,
  kind: ReadableEntity<View>,
  id: string,
  poll: AbortSignal,
): Promise<View | undefined> {
  const { client } = session;
  await ensureExists(session, kind, id);
  try {
    const result = () => client.withDeadline(Date.now() + POLL_MS, () => handleOf(session, id).result());
    const record = (await client.withAbortSignal(poll, result)) as View;
    if ((await forgeryProblem(session, id)) === undefined) return record;
  } catch (error) {
    if (grpcError(error)?.code === GRPC.DEADLINE_EXCEEDED) return undefined;
    const hasEnded = error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError;
    if (!hasEnded && !isUndecodable(error)) throw error;
  }
  // A reset closes the run that was polled, and the workflow continues in another run.
  const described = await find(session, kind, id);
  return isOpen(described) ? undefined : endedRecord(session, kind, described);
}

/** Calls `make` with its own signal and returns its result. Rejects with the reason of `stop` as soon as that aborts. */
async function oneOf<T>(stop: AbortSignal, make: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  // Node warns about many listeners. Here they are expected, and they are released with the signal.
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
