import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { AgentRuns, ApprovalManager, EscalationManager } from '../../../client';
import { connectClient, resolveConnection } from '../../../client/temporal/connect';
import { readEncryption } from '../../../codec/settings';
import { AdminSchema, EVERYONE } from '../../../contract/config/admin';
import type { Config } from '../../../contract/config/config';
import { defined } from '../../../contract/defined';
import { connectWorker } from '../../../worker/connect';
import { taskQueueOf } from '../../../worker/create-worker';
import { type DevServer, startDevServer } from '../../../worker/temporal/dev-server';
import { freePorts } from '../../../worker/temporal/ports';
import type { AdminContext } from '../../http/context';
import { type RunningAdminServer, startAdminServer } from '../../server/serve';
import { openArchive } from '../audit/archive';
import { describeSink, startAuditorOf } from '../audit/run';
import { EXIT, type ExitCode } from '../exit';
import type { Output } from '../output';
import { withTraces } from '../tracing';
import type { Call } from '../verb';
import { auditForDev } from './audit';
import { banner, flagsToReach } from './banner';
import { runDemo } from './demo';
import { rulesForDev } from './rules';
import { type RunningWorker, startWorker } from './run-worker';
import { dataFolder, noteServer } from './running-servers';
import { quietRuntime } from './runtime-log';
import { stoppable, type StopSignals } from './stop-signals';

/** The address on which the admin server listens. */
const ADMIN_HOST = '127.0.0.1';

/** Runs Temporal, its UI, a worker and the admin server until it is stopped. */
export function dev(call: Call<DevFlags>): Promise<ExitCode> {
  return stoppable(call, (stop) => withTraces(call.io.env, 'hitl-dev', () => serve(call, stop)));
}

async function serve(call: Call<DevFlags>, stop: StopSignals): Promise<ExitCode> {
  const { flags, io, out } = call;
  const rules = await rulesForDev(flags.config, defined({ demo: flags.demo }));
  const namespace = flags.namespace ?? resolveConnection().namespace;
  const dbFile = resolve(flags.dbFile ?? join(dataFolder(io.env), 'dev.sqlite'));
  warnOfOtherAddress(call);
  out.note('Starting Temporal, a worker and the admin server...');
  const encryption = readEncryption(undefined);
  // Without encryption the messages help a person who writes an agent, and the database on this machine has them anyway.
  quietRuntime(io, { hidesMessages: encryption !== undefined });
  const wantedPort = adminPort(flags);
  // The Temporal UI is told the address before the admin server starts.
  const [chosenPort = 0] = wantedPort === 0 ? await freePorts(ADMIN_HOST, [0]) : [wantedPort];
  const server = await startDevServer({
    namespace,
    dbFile,
    port: flags.port,
    ...defined({ uiPort: flags.uiPort }),
    log: (line) => out.note(line),
    ...(encryption && { extraArgs: ['--ui-codec-endpoint', `http://${ADMIN_HOST}:${chosenPort}/codec/`] }),
  });
  try {
    return await startBesideServer(call, stop, server, { ...rules, dbFile, adminPort: chosenPort });
  } finally {
    await server.stop();
  }
}

async function startBesideServer(
  { flags, io, out }: Call<DevFlags>,
  stop: StopSignals,
  server: DevServer,
  given: Awaited<ReturnType<typeof rulesForDev>> & { dbFile: string; adminPort: number },
): Promise<ExitCode> {
  const { config, path, dbFile, adminPort: port } = given;
  const { address, namespace, uiUrl } = server;
  const { connection } = await connectWorker({ address, namespace, tls: false });
  const taskQueue = taskQueueOf(config.taskQueue, flags.taskQueue);
  const client = await connectClient({ address, namespace, tls: false });
  const approvals = new ApprovalManager(client, { taskQueue });
  const runs = new AgentRuns(client, { taskQueue });
  const escalations = new EscalationManager(client, { taskQueue });
  const audit = auditForDev(config, dbFile);
  const admin = await startAdminForDev({ io, out }, config, {
    ...{ client, taskQueue, port, archive: openArchive(audit) },
    ...defined({ uiUrl }),
  });
  const worker = await startWorker({ connection, namespace, taskQueue, adminUrl: admin.url }, config, out);
  const auditor = startAuditorOf({ ...config, audit }, client, (line) => out.note(line));
  const removeNote = noteServer(io.env, address, {
    pids: [process.pid, server.pid],
    ...defined({ uiUrl }),
    ...(config.audit === undefined && { audit }),
  });
  const ending = new AbortController();
  const stopAll = async () => {
    ending.abort();
    removeNote();
    await admin.stop();
    await worker.stop();
    await auditor.stop();
    await client.connection.close();
    await server.stop();
  };
  const pending = await approvals.countRequests({ status: 'pending' });
  const openEscalations = await escalations.countEscalations({ status: 'open' });
  const running = {
    address,
    namespace,
    taskQueue,
    adminUrl: admin.url,
    ...defined({ uiUrl, config: path }),
    dbFile,
    auditLog: describeSink(audit),
    pending,
    openEscalations,
    serverPid: server.pid,
  };
  const reach = flagsToReach(running);
  out.answer(running, banner(out, running, { program: io.program, ...reach }));
  if (flags.demo) void runDemo({ io, out }, { approvals, runs }, { ...running, ...reach }, ending.signal);
  return untilOver({ out, asked: stop.asked, server, worker, stopAll });
}

/** The admin server's port. If Temporal's port is free to choose, so is this one. */
function adminPort({ port, adminPort: wanted }: DevFlags): number {
  return wanted ?? (port === 0 ? 0 : port + 1001);
}

function warnOfOtherAddress({ io, out }: Call<DevFlags>): void {
  if (!io.env.TEMPORAL_ADDRESS) return;
  out.note(
    `Warning: TEMPORAL_ADDRESS is ${io.env.TEMPORAL_ADDRESS}. \`hitl dev\` starts its own server; other commands ` +
      'connect to TEMPORAL_ADDRESS unless you give them --address.',
  );
}

/** The `admin` config if the user's config has none. It listens only on this machine, where every user has full access anyway. */
const ANYONE = [EVERYONE];
const OPEN_ADMIN = AdminSchema.parse({
  signIn: { dev: true },
  access: {
    request: ANYONE,
    read: { own: ANYONE, team: ANYONE, all: ANYONE },
    decide: ANYONE,
    administer: ANYONE,
  },
});

/** The admin server beside the server of `hitl dev`. @throws ConfigError, AdminServerFailed */
export function startAdminForDev(
  { io, out }: Pick<Call<unknown>, 'io' | 'out'>,
  config: Config,
  place: {
    client: Client;
    taskQueue: string;
    port: number;
    uiUrl?: string;
    archive?: AdminContext['archive'];
  },
): Promise<RunningAdminServer> {
  const { client, taskQueue, port, uiUrl, archive } = place;
  const admin = { ...defined({ temporalUi: uiUrl }), ...(config.admin ?? OPEN_ADMIN) };
  return startAdminServer({
    config: { ...config, admin },
    ...{ client, taskQueue, host: ADMIN_HOST, port, env: io.env, ...defined({ archive }) },
    log: (line) => out.note(`admin server: ${line}`),
  });
}

/** Without its server a worker's shutdown may take long. */
const SHUTDOWN_TIMEOUT_MS = 5_000;

/** Runs until the user stops it or something fails. Then it stops the worker first and the server after it. */
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
    (how) => `The Temporal server ended ${how}. The data is kept. Start \`hitl dev\` again.`,
  );
  const failed = worker.ended.then(
    () => 'The worker has stopped.',
    (error: Error) => `The worker failed: ${error.message}`,
  );
  const why = await Promise.race([asked, died, failed]);
  if (why === 'asked') {
    await stopAll();
    out.note('Stopped. Pending requests are kept.');
    return EXIT.done;
  }
  out.note(why);
  await Promise.race([stopAll(), sleep(SHUTDOWN_TIMEOUT_MS)]);
  return EXIT.failure;
}

export interface DevFlags {
  config?: string;
  port: number;
  uiPort?: number;
  adminPort?: number;
  dbFile?: string;
  namespace?: string;
  taskQueue?: string;
  demo?: boolean;
}
