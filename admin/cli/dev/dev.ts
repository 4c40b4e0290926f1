import envPaths from 'env-paths';
import { join, resolve } from 'node:path';
import { ApprovalManager } from '../../../client';
import { resolveConnection } from '../../../client/connection-settings';
import { connectWorker } from '../../../worker/connect';
import { type DevServer, startDevServer } from '../../../worker/temporal/dev-server';
import type { DevFlags } from '../commands/dev';
import { EXIT, type ExitCode } from '../exit-codes';
import { given } from '../given';
import type { Call } from '../verb';
import { banner } from './banner';
import { runDemo } from './demo-run';
import { rulesForDev } from './rules';
import { quietRuntime, type RunningWorker, startWorker } from './running-worker';
import { listenForStop, type StopSignals } from './stop-signals';

/** Temporal, its UI and a worker in this process, until it is told to stop. */
export async function dev(call: Call<DevFlags>): Promise<ExitCode> {
  const { flags, io, out } = call;
  const rules = await rulesForDev(flags.config);
  const namespace = flags.namespace ?? resolveConnection().namespace;
  const dbFile = resolve(flags.dbFile ?? join(envPaths('temporal-hitl', { suffix: '' }).data, 'dev.sqlite'));
  quietRuntime(io);
  warnOfOtherAddress(call);
  const stop = listenForStop(io);
  const server = await startDevServer({
    namespace,
    dbFile,
    port: flags.port,
    ...given({ uiPort: flags.uiPort }),
    log: (line) => out.note(line),
  });
  const { address, uiUrl } = server;
  const ending = new AbortController();
  let worker: RunningWorker | undefined;
  let approvals: ApprovalManager | undefined;
  const stopAll = async () => {
    ending.abort();
    await approvals?.close();
    await worker?.stop();
    await server.stop();
  };
  try {
    const { connection } = await connectWorker({ address, namespace, tls: false });
    worker = await startWorker({ connection, namespace, ...given({ taskQueue: flags.taskQueue }) }, rules.config, out);
    const { taskQueue } = worker;
    approvals = await ApprovalManager.connect({ address, namespace, taskQueue, tls: false });
    const pending = await approvals.countRequests({ status: 'pending' });
    const running = { address, namespace, taskQueue, ...given({ uiUrl, config: rules.path }), dbFile, pending };
    const place = placeOf(running);
    out.answer(running, banner(out, running, (verb) => `${io.program} ${verb}${verb === 'request' ? place.all : place.connection}`));
    if (flags.demo) void runDemo(call, approvals, { ...running, ...place }, ending.signal);
    return await untilOver(call, stop, server, worker, stopAll);
  } catch (error) {
    await server.stop();
    throw error;
  } finally {
    ending.abort();
    stop.callOff();
  }
}

/** Runs until somebody asks to stop, or something broke; then the worker first, and the server after it. */
async function untilOver(
  { out }: Call<DevFlags>,
  stop: StopSignals,
  server: DevServer,
  worker: RunningWorker,
  stopAll: () => Promise<void>,
): Promise<ExitCode> {
  const broke = worker.ended.then(
    () => 'The worker has stopped.',
    (error: Error) => `The worker broke: ${error.message}`,
  );
  const died = server.exited.then((how) => `The Temporal server has ended ${how}. The data is kept; start again with: hitl dev`);
  const why = await Promise.race([stop.asked, died, broke]);
  out.note(why === 'asked' ? 'Stopping: the worker first, then the server. Ctrl-C again stops at once.' : why);
  // Without its server a worker may try for long to say goodbye.
  const patience = why === 'asked' ? new Promise<never>(() => {}) : new Promise((done) => setTimeout(done, 5_000));
  const how = await Promise.race([stopAll(), stop.insisted, patience]);
  if (how === 'insisted') {
    killAtOnce(server);
    return EXIT.stoppedAtOnce;
  }
  if (why === 'asked') out.note('Stopped. What is pending will be there again.');
  return why === 'asked' ? EXIT.done : EXIT.failure;
}

function killAtOnce({ pid }: DevServer): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was gone already.
  }
}

/** The flags with which other commands reach this server; none where they would find it anyway. */
function placeOf({ address, namespace, taskQueue }: { address: string; namespace: string; taskQueue: string }) {
  const found = resolveConnection();
  const isFound = ['127.0.0.1:7233', 'localhost:7233'].includes(address) && found.address === 'localhost:7233';
  const there = isFound || found.address === address ? '' : ` --address ${address}`;
  const connection = `${there}${found.namespace === namespace ? '' : ` --namespace ${namespace}`}`;
  const queue = taskQueue === (process.env.HITL_TASK_QUEUE ?? 'hitl') ? '' : ` --task-queue ${taskQueue}`;
  return { connection, all: `${connection}${queue}` };
}

function warnOfOtherAddress({ io, out }: Call<DevFlags>): void {
  if (!io.env.TEMPORAL_ADDRESS) return;
  out.note(
    `Warning: TEMPORAL_ADDRESS is ${io.env.TEMPORAL_ADDRESS}. \`hitl dev\` starts a server of its own; other commands go where ` +
      'that points, unless they are given --address.',
  );
}
