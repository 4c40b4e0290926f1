import type { NativeConnection, Worker } from '@temporalio/worker';
import { Hono } from 'hono';
import { checkedDuration } from '../../../client/input';
import type { Config } from '../../../contract/config/config';
import { defined } from '../../../contract/defined';
import type { Duration } from '../../../contract/duration';
import { SearchAttributesMissing } from '../../../contract/errors';
import { configWarnings } from '../../../rules/config-warnings';
import { visibleLine as line } from '../../../rules/text';
import { loadConfig } from '../../../worker/config';
import { connectWorker } from '../../../worker/connect';
import { createWorker, taskQueueOf, type WorkerVersion } from '../../../worker/create-worker';
import { registerSearchAttributes } from '../../../worker/search-attributes';
import { addHealth } from '../../server/monitoring';
import { type Listening, serveApp } from '../../server/serve';
import { currentVersionCommand } from '../../text/commands';
import { startAuditorOf } from '../audit/run';
import { UsageError } from '../errors';
import { EXIT, type ExitCode } from '../exit';
import type { ConnectionFlags } from '../flags';
import { type LogFlags, logSettings, outputWithLog } from '../log';
import type { Output } from '../output';
import { resolvedConnection, temporalClient } from '../temporal';
import { withTraces } from '../tracing';
import type { Call } from '../verb';
import { quietRuntime } from './runtime-log';
import { stoppable } from './stop-signals';

/** Runs a worker until it is stopped. */
export function hostWorker(call: Call<WorkerFlags>): Promise<ExitCode> {
  return stoppable(call, ({ asked }) => withTraces(call.io.env, 'hitl-worker', () => work(call, asked)));
}

async function work({ flags, io, ...call }: Call<WorkerFlags>, asked: Promise<'asked'>): Promise<ExitCode> {
  const log = logSettings(flags, io.env);
  const out = outputWithLog(call.out, io, log);
  const deployment = deploymentOf(flags, io.env);
  const shutdownTimeoutMs = checkedDuration(flags.shutdownTimeout, '--shutdown-timeout');
  const { config, path } = await loadConfig(flags.config);
  const { address, addressFrom, namespace, options } = resolvedConnection(flags);
  quietRuntime(io, { ...defined({ metrics: flags.metrics }), hidesMessages: true, log });
  out.note(`Connecting to Temporal at ${address} (${addressFrom}), namespace ${namespace}`);
  const { apiKey, tls } = options;
  const { connection } = await connectWorker({
    address,
    namespace,
    ...defined({ profile: flags.profile, tls: tls ?? undefined }),
    ...(typeof apiKey === 'string' && { apiKey }),
  });
  const stopAuditor = await startWorkerAuditor({ flags, io, out }, config);
  const worker = await startWorker(
    {
      connection,
      namespace,
      ...defined({ taskQueue: flags.taskQueue, deployment }),
      shutdownTimeoutMs,
    },
    config,
    out,
  );
  const { taskQueue } = worker;
  const listening = flags.health && (await serveHealth(flags.health, connection, worker));
  const version =
    deployment === undefined ? '' : `, version ${line(deployment.name)}:${line(deployment.buildId)}`;
  out.answer(
    { address, namespace, taskQueue, config: path, ...defined({ deployment }) },
    `The worker is running: ${address}, namespace ${namespace}, task queue ${taskQueue}, config ${path}${version}. Ctrl-C stops it.`,
  );
  if (deployment !== undefined)
    out.note(
      `A versioned worker gets tasks only while its version is current or ramping:\n  ${currentVersionCommand(deployment, namespace)}`,
    );
  await Promise.race([asked, worker.ended]);
  await worker.stop();
  await listening?.stop();
  await stopAuditor();
  await worker.ended;
  out.note('Stopped.');
  return EXIT.done;
}

const KEEP_ALIVE_MS = 5_000;

/** Serves `/healthz` and `/readyz`, as the admin server does. */
function serveHealth(
  at: HostAndPort,
  connection: NativeConnection,
  worker: RunningWorker,
): Promise<Listening> {
  const app = new Hono();
  addHealth(app, connection, () => !worker.isRunning());
  return serveApp(app, { ...at, keepAliveMs: KEEP_ALIVE_MS });
}

/** The version of this worker, as the flags or the environment say. @throws UsageError when only one of both parts is given */
export function deploymentOf(
  { deployment, buildId }: Pick<WorkerFlags, 'deployment' | 'buildId'>,
  env: NodeJS.ProcessEnv,
): WorkerVersion | undefined {
  const name = deployment ?? (env.TEMPORAL_DEPLOYMENT_NAME || undefined);
  const id = buildId ?? (env.TEMPORAL_WORKER_BUILD_ID || undefined);
  if (name === undefined && id === undefined) return undefined;
  if (name === undefined || id === undefined)
    throw new UsageError(
      'a versioned worker needs both --deployment (or TEMPORAL_DEPLOYMENT_NAME) and --build-id (or TEMPORAL_WORKER_BUILD_ID)',
    );
  return { name, buildId: id };
}

/** Starts the auditor of the config. Returns a function that stops it. */
async function startWorkerAuditor(
  { flags, out }: Call<WorkerFlags>,
  config: Config,
): Promise<() => Promise<void>> {
  const { audit } = config;
  if (audit === undefined) {
    out.note(`Warning: ${NO_AUDIT}`);
    return async () => {};
  }
  const client = await temporalClient(flags);
  const auditor = startAuditorOf({ ...config, audit }, client, (line) => out.note(line));
  return async () => {
    await auditor.stop();
    await client.connection.close();
  };
}

const NO_AUDIT =
  'the config has no audit log, so the record of a request ends with the retention of the namespace: ' +
  'add `audit` (docs/operate/audit.md)';

/** A running worker. */
export interface RunningWorker {
  taskQueue: string;
  /** Whether it takes tasks: false as soon as it is being stopped. */
  isRunning: () => boolean;
  /** Resolves when it has stopped; rejects when it failed. */
  ended: Promise<void>;
  /** Finishes its current tasks, accepts no new ones, and closes the connection. May be called again. */
  stop: () => Promise<void>;
}

interface WorkerPlace {
  connection: NativeConnection;
  namespace: string;
  taskQueue?: string;
  adminUrl?: string;
  deployment?: WorkerVersion;
  /** How long activities in progress have to end after `stop`. Then they are cancelled. Default: cancelled at once. */
  shutdownTimeoutMs?: number;
}

/** An activity that does not even react to its cancellation must not keep the process. */
const FORCE_AFTER_MS = 5_000;

/** Registers the search attributes and starts a worker. If it may not register them, it prints the command and continues. */
export async function startWorker(at: WorkerPlace, config: Config, out: Output): Promise<RunningWorker> {
  const { connection, namespace, adminUrl, deployment, shutdownTimeoutMs = 0 } = at;
  const taskQueue = taskQueueOf(config.taskQueue, at.taskQueue);
  try {
    await registerSearchAttributes(connection, namespace);
  } catch (error) {
    if (!(error instanceof SearchAttributesMissing)) throw error;
    out.note(`Warning: ${error.message}`);
  }
  for (const { path, message } of configWarnings(config)) out.note(`Warning: ${path}: ${message}`);
  const worker = await createWorker({
    config,
    connection,
    namespace,
    taskQueue,
    ...defined({ adminUrl, deployment }),
    worker: {
      shutdownGraceTime: shutdownTimeoutMs,
      shutdownForceTime: shutdownTimeoutMs + FORCE_AFTER_MS,
    },
  });
  const ended = worker.run();
  ended.catch(() => {}); // `ended` itself reports the error to its callers
  const isRunning = () => worker.getState() === 'RUNNING';
  return { taskQueue, isRunning, ended, stop: () => stopWorker(worker, ended, connection) };
}

async function stopWorker(worker: Worker, ended: Promise<void>, connection: NativeConnection): Promise<void> {
  if (worker.getState() === 'RUNNING') worker.shutdown();
  await ended.catch(() => {});
  await connection.close().catch(() => {});
}

export interface WorkerFlags extends ConnectionFlags, LogFlags {
  config?: string;
  metrics?: string;
  deployment?: string;
  buildId?: string;
  health?: HostAndPort;
  shutdownTimeout: Duration;
}

interface HostAndPort {
  host: string;
  port: number;
}
