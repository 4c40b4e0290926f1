import { EXIT, type ExitCode } from '../exit';
import type { Call } from '../verb';

/** What a person asks of a program that runs until it is told to stop. */
export interface StopSignals {
  /** Resolves at the first Ctrl-C, SIGTERM or hang-up: stop when what is under way is done. */
  asked: Promise<'asked'>;
}

/**
 * Runs what goes on until it is told to stop. The second Ctrl-C ends it at once, whatever it is doing: the process
 * then ends, and a server of its own with it.
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
    out.note('Stopping: what has begun is finished first. Ctrl-C again stops at once.');
    ask();
  });
  try {
    return await Promise.race([body({ asked }), insisted]);
  } finally {
    callOff();
  }
}
