import type { WaitOptions } from '../../client';
import { checkedDuration } from '../../client/input-problem';
import type { Duration } from '../../contract/duration';
import { type ConnectionFlags, sameConnection } from './connection-flags';
import { Interrupted, UsageError } from './errors';
import { shellQuote } from '../../rules/shell-quote';
import type { Call } from './verb';

/**
 * Waits until something has ended: a person who presses Ctrl-C ends the wait alone, and is told how to go on. `standing`
 * says what remains, such as `the request is still pending`.
 */
export async function untilEnded<T>(
  { io, flags }: Call<ConnectionFlags>,
  id: string,
  timeout: string | undefined,
  standing: string,
  wait: (options: WaitOptions) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const again = `${io.program} wait ${shellQuote(id)}${sameConnection(flags)}`;
  const stillThere = `${id}: no longer waiting; ${standing}. Go on with: ${again}`;
  const callOff = io.onStop(() => stop.abort(new Interrupted(stillThere)));
  try {
    return await wait({
      signal: stop.signal,
      // The client says what is wrong with it.
      ...(timeout !== undefined && { timeout: timeout as Duration }),
    });
  } finally {
    callOff();
  }
}

/** How long `--wait` waits. Told before anything is started: without `--wait` a time-out would silently mean nothing. */
export function timeoutOfWait({ wait, timeout }: { wait?: boolean; timeout?: string }): string | undefined {
  if (timeout === undefined) return undefined;
  if (!wait) throw new UsageError('--timeout is of the wait: add --wait');
  checkedDuration(timeout, '--timeout');
  return timeout;
}
