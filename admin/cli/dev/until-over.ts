import { setTimeout as sleep } from 'node:timers/promises';
import type { DevServer } from '../../../worker/temporal/dev-server';
import { EXIT, type ExitCode } from '../exit-codes';
import type { Output } from '../output';
import type { RunningWorker } from './running-worker';

/** Without its server a worker may try for long to say goodbye. */
const GOODBYE_MS = 5_000;

/** Runs until somebody asks to stop, or something broke; then stops the worker first, and the server after it. */
export async function untilOver({
  out,
  asked,
  server,
  worker,
  stopAll,
}: {
  out: Output;
  asked: Promise<'asked'>;
  server: DevServer;
  worker: RunningWorker;
  stopAll: () => Promise<void>;
}): Promise<ExitCode> {
  const died = server.exited.then(
    (how) => `The Temporal server has ended ${how}. The data is kept; start again.`,
  );
  const broke = worker.ended.then(
    () => 'The worker has stopped.',
    (error: Error) => `The worker broke: ${error.message}`,
  );
  const why = await Promise.race([asked, died, broke]);
  if (why === 'asked') {
    await stopAll();
    out.note('Stopped. What is pending will be there again.');
    return EXIT.done;
  }
  out.note(why);
  await Promise.race([stopAll(), sleep(GOODBYE_MS)]);
  return EXIT.failure;
}
