import type { WaitOptions } from '../../client';
import type { Duration } from '../../contract/duration';
import { type ConnectionFlags, sameConnection } from './connection-flags';
import { Interrupted } from './errors';
import { shellQuote } from './shell-quote';
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
