import { checkedDuration } from '../../../client/input';
import type { WaitOptions } from '../../../client';
import { after, backoff, pause } from '../../../client/temporal/timers';
import { WaitTimeoutError } from '../../../contract/errors';
import { type Ask, isTransientError, pathPart } from './call';

/** Below what proxies and balancers cut off. */
const POLL_MS = 25_000;
/** What an answer may take beyond the poll itself. */
const GRACE_MS = 15_000;
const MAX_BACKOFF_MS = 5_000;

/**
 * Waits until it has ended, one long poll after another, through restarts of the admin server and of Temporal.
 *
 * @throws WaitTimeoutError when `timeout` is over; nothing else changes
 * @throws what one poll throws that will not pass; and the signal's reason when it aborts
 */
export async function longPoll<View extends { status: string }>(
  ask: Ask,
  { of, noun, openAs }: { of: string; noun: string; openAs: readonly View['status'][] },
  id: string,
  { timeout, signal }: WaitOptions = {},
): Promise<View> {
  const ms = timeout === undefined ? Infinity : checkedDuration(timeout, 'timeout');
  const deadline = Date.now() + ms;
  signal?.throwIfAborted();
  const over = new AbortController();
  const abort = () => over.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const callOff = after(ms, () => over.abort(new WaitTimeoutError(id, `${timeout}`, noun)));
  const poll = () => {
    // The admin server's own time is over a little later than ours.
    const left = Math.max(1, Math.min(POLL_MS, deadline - Date.now()));
    return ask<View>({
      path: `/${of}/${pathPart(id)}/wait`,
      query: { timeout: `${Math.ceil(left)}ms` },
      id,
      signal: over.signal,
      timeoutMs: left + GRACE_MS,
    });
  };
  try {
    for (let failures = 0; ;) {
      try {
        const view = await poll();
        if (!openAs.includes(view.status)) return view;
        failures = 0;
      } catch (error) {
        over.signal.throwIfAborted();
        if (!isTransientError(error)) throw error;
        await pause(backoff(++failures, MAX_BACKOFF_MS), over.signal);
      }
      over.signal.throwIfAborted();
    }
  } finally {
    callOff();
    signal?.removeEventListener('abort', abort);
  }
}
