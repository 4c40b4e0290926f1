import { connectWorker } from '../../../worker/connect';
import { loadConfig } from '../../../worker/load-config';
import type { WorkerFlags } from '../commands/worker';
import { resolved } from '../over-temporal';
import { EXIT, type ExitCode } from '../exit-codes';
import { given } from '../given';
import type { Call } from '../verb';
import { quietRuntime, startWorker } from './running-worker';
import { stoppable } from './stop-signals';

/** Runs a worker until it is told to stop. */
export function standaloneWorker(call: Call<WorkerFlags>): Promise<ExitCode> {
  return stoppable(call, ({ asked }) => work(call, asked));
}

async function work({ flags, io, out }: Call<WorkerFlags>, asked: Promise<'asked'>): Promise<ExitCode> {
  const { config, path } = await loadConfig(flags.config);
  const { address, addressFrom, namespace, options } = resolved(flags);
  quietRuntime(io, flags.metrics);
  out.note(`Connecting to Temporal at ${address} (${addressFrom}), namespace ${namespace}`);
  const { apiKey, tls } = options;
  const { connection } = await connectWorker({
    address,
    namespace,
    ...given({ profile: flags.profile, tls: tls ?? undefined }),
    ...(typeof apiKey === 'string' && { apiKey }),
  });
  const worker = await startWorker(
    { connection, namespace, ...given({ taskQueue: flags.taskQueue }) },
    config,
    out,
  );
  const { taskQueue } = worker;
  out.answer(
    { address, namespace, taskQueue, config: path },
    `Worker runs: ${address}, namespace ${namespace}, task queue ${taskQueue}, config ${path}. Ctrl-C stops it.`,
  );
  await Promise.race([asked, worker.ended]);
  await worker.stop();
  await worker.ended;
  out.note('Stopped.');
  return EXIT.done;
}
