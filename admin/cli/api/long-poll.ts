import type { WaitOptions } from '../../../client';
import { checkedDuration } from '../../../client/input';
import { after, backoff, pause } from '../../../client/temporal/timers';
import { WaitTimeoutError } from '../../../contract/errors';
import { type Answered, type ApiClient, type Ask, isTransientError } from './call';

/** Shorter than the timeouts of proxies and load balancers. */
const POLL_MS = 25_000;
/** How much longer than the poll an answer may take. */
const GRACE_MS = 15_000;
const MAX_BACKOFF_MS = 5_000;
/** The statuses of what has not ended. */
const OPEN = ['pending', 'acknowledged', 'running'];

type Poll = { params: { path: { id: string }; query: { timeout: string } } };

/**
 * Waits by long polls until a request, an escalation or a run has ended, through restarts of the admin server and of Temporal.
 *
 * @throws WaitTimeoutError when `timeout` has passed; nothing else changes
 * @throws the error of a poll that a retry cannot solve; and the signal's reason when it aborts
 */
export async function longPoll<View extends { status: string }>(
  ask: Ask,
  noun: 'request' | 'escalation' | 'run',
  id: string,
  send: (api: ApiClient, poll: Poll) => Answered<View>,
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
    // The server rounds its timeout up, so it ends a little later.
    const left = Math.max(1, Math.min(POLL_MS, deadline - Date.now()));
    const params = { path: { id }, query: { timeout: `${Math.ceil(left)}ms` } };
    return ask(id, (api) => send(api, { params }), { signal: over.signal, timeoutMs: left + GRACE_MS });
  };
  try {
    for (let failures = 0; ;) {
      try {
        const view = await poll();
        if (!OPEN.includes(view.status)) return view;
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
