import { Client, Connection } from '@temporalio/client';
import { join, resolve } from 'node:path';
import { AgentRuns, ApprovalManager, EscalationManager } from '../../../client';
import { resolveConnection } from '../../../client/temporal/connection-settings';
import { connectWorker } from '../../../worker/connect';
import { taskQueueOf } from '../../../worker/create-worker';
import { type DevServer, startDevServer } from '../../../worker/temporal/dev-server';
import type { DevFlags } from '../commands/dev';
import type { ExitCode } from '../exit-codes';
import { given } from '../given';
import type { Call } from '../verb';
import { banner } from './banner';
import { startDeskForDev } from './desk-for-dev';
import { runDemo } from './demo-run';
import { flagsToReach } from './place';
import { rulesForDev } from './rules';
import { dataFolder, noteServer } from './running-servers';
import { quietRuntime, startWorker } from './running-worker';
import { stoppable, type StopSignals } from './stop-signals';
import { untilOver } from './until-over';

/** Temporal, its UI, a worker and the desk in this process, until it is told to stop. */
export function dev(call: Call<DevFlags>): Promise<ExitCode> {
  return stoppable(call, (stop) => serve(call, stop));
}

async function serve(call: Call<DevFlags>, stop: StopSignals): Promise<ExitCode> {
  const { flags, io, out } = call;
  const rules = await rulesForDev(flags.config, given({ demo: flags.demo }));
  const namespace = flags.namespace ?? resolveConnection().namespace;
  const dbFile = resolve(flags.dbFile ?? join(dataFolder(io.env), 'dev.sqlite'));
  quietRuntime(io);
  warnOfOtherAddress(call);
  out.note('Starting Temporal, a worker and the desk...');
  const server = await startDevServer({
    namespace,
    dbFile,
    port: flags.port,
    ...given({ uiPort: flags.uiPort }),
    log: (line) => out.note(line),
  });
  try {
    return await besideServer(call, stop, server, { ...rules, dbFile });
  } finally {
    await server.stop();
  }
}

async function besideServer(
  { flags, io, out }: Call<DevFlags>,
  stop: StopSignals,
  server: DevServer,
  { config, path, dbFile }: Awaited<ReturnType<typeof rulesForDev>> & { dbFile: string },
): Promise<ExitCode> {
  const { address, namespace, uiUrl } = server;
  const { connection } = await connectWorker({ address, namespace, tls: false });
  const taskQueue = taskQueueOf(config.taskQueue, flags.taskQueue);
  const at = { address, namespace, taskQueue, tls: false };
  const [approvals, runs] = [await ApprovalManager.connect(at), await AgentRuns.connect(at)];
  const escalations = await EscalationManager.connect(at);
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  const desk = await startDeskForDev({ io, out }, config, {
    ...{ client, taskQueue, port: adminPort(flags) },
    ...given({ uiUrl }),
  });
  const worker = await startWorker({ connection, namespace, taskQueue, deskUrl: desk.url }, config, out);
  const removeNote =
    uiUrl === undefined ? () => {} : noteServer(io.env, address, { uiUrl, pids: [process.pid, server.pid] });
  const ending = new AbortController();
  const stopAll = async () => {
    ending.abort();
    removeNote();
    await desk.stop();
    await Promise.all([approvals.close(), runs.close(), escalations.close(), client.connection.close()]);
    await worker.stop();
    await server.stop();
  };
  const pending = await approvals.countRequests({ status: 'pending' });
  const openEscalations = await escalations.countEscalations({ status: 'open' });
  const running = {
    address,
    namespace,
    taskQueue,
    deskUrl: desk.url,
    ...given({ uiUrl, config: path }),
    dbFile,
    pending,
    openEscalations,
    serverPid: server.pid,
  };
  const reach = flagsToReach(running);
  out.answer(running, banner(out, running, { program: io.program, ...reach }));
  if (flags.demo) void runDemo({ io, out }, { approvals, runs }, { ...running, ...reach }, ending.signal);
  return untilOver({ out, asked: stop.asked, server, worker, stopAll });
}

/** A free one where Temporal's own is, too. */
function adminPort({ port, adminPort: wanted }: DevFlags): number {
  return wanted ?? (port === 0 ? 0 : port + 1001);
}

function warnOfOtherAddress({ io, out }: Call<DevFlags>): void {
  if (!io.env.TEMPORAL_ADDRESS) return;
  out.note(
    `Warning: TEMPORAL_ADDRESS is ${io.env.TEMPORAL_ADDRESS}. \`hitl dev\` starts a server of its own; other commands ` +
      'go where that points, unless they are given --address.',
  );
}
