import { EXIT, type ExitCode } from '../exit';
import type { Call } from '../verb';

/** The stop signals of a program that runs until it is stopped. */
export interface StopSignals {
  /** Resolves at the first SIGINT (Ctrl-C), SIGTERM or SIGHUP: finish the current work, then stop. */
  asked: Promise<'asked'>;
}

/**
 * Runs `body` until it is stopped. The second Ctrl-C returns at once: the process then ends, and its Temporal server with it.
 */
export async function stoppable(
  { io, out }: Pick<Call<unknown>, 'io' | 'out'>,
  body: (stop: StopSignals) => Promise<ExitCode>,
): Promise<ExitCode> {
  let ask = () => {};
  let insist = () => {};
  const asked = new Promise<'asked'>((resolve) => (ask = () => resolve('asked')));
  const insisted = new Promise<ExitCode>((resolve) => (insist = () => resolve(EXIT.stoppedAtOnce)));
  let count = 0;
  const callOff = io.onStop(() => {
    if (++count > 1) return insist();
    out.note('Stopping after the current work is done. Press Ctrl-C again to stop at once.');
    ask();
  });
  try {
    return await Promise.race([body({ asked }), insisted]);
  } finally {
    callOff();
  }
}
