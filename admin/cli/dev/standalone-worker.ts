import { connectWorker } from '../../../worker/connect';
import { loadConfig } from '../../../worker/load-config';
import type { WorkerFlags } from '../commands/worker';
import { resolved } from '../connected';
import { EXIT } from '../exit-codes';
import { given } from '../given';
import type { Call } from '../verb';
import { quietRuntime, startWorker } from './running-worker';
import { listenForStop } from './stop-signals';

/** Runs a worker until it is told to stop. */
export async function standaloneWorker({ flags, io, out }: Call<WorkerFlags>) {
  const { config, path } = await loadConfig(flags.config);
  const { address, addressFrom, namespace, options } = resolved(flags);
  quietRuntime(io);
  const stop = listenForStop(io);
  out.note(`Connecting to Temporal at ${address} (${addressFrom}), namespace ${namespace}`);
  const { apiKey, tls } = options;
  const { connection } = await connectWorker({
    address,
    namespace,
    ...given({ profile: flags.profile, tls: tls ?? undefined }),
    ...(typeof apiKey === 'string' && { apiKey }),
  });
  const worker = await startWorker({ connection, namespace, ...given({ taskQueue: flags.taskQueue }) }, config, out);
  const { taskQueue } = worker;
  out.answer(
    { address, namespace, taskQueue, config: path },
    `Worker runs: ${address}, namespace ${namespace}, task queue ${taskQueue}, config ${path}. Ctrl-C stops it.`,
  );
  try {
    await Promise.race([stop.asked, worker.ended]);
    out.note('Stopping: what has begun is finished first. Ctrl-C again stops at once.');
    const done = await Promise.race([worker.stop(), stop.insisted]);
    if (done === 'insisted') return EXIT.stoppedAtOnce;
    await worker.ended;
    return EXIT.done;
  } finally {
    stop.callOff();
  }
}
