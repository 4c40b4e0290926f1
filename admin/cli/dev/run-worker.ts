import {
  DefaultLogger,
  type LogEntry,
  type NativeConnection,
  Runtime,
  type Worker,
} from '@temporalio/worker';
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
import type { Io } from '../io';
import { jsonEntry, type LogFlags, type LogSettings, logSettings, outputWithLog } from '../log';
import type { Output } from '../output';
import { resolvedConnection, temporalClient } from '../temporal';
import type { Call } from '../verb';
import { stoppable } from './stop-signals';

/** Runs a worker until it is stopped. */
export function hostWorker(call: Call<WorkerFlags>): Promise<ExitCode> {
  return stoppable(call, ({ asked }) => work(call, asked));
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

interface RuntimeOptions {
  /** The address at which to serve metrics. */
  metrics?: string;
  /** Leaves out the messages of errors that functions of the user threw: they may contain what the agent works on. */
  hidesMessages: boolean;
  /** Default: warnings, as text. */
  log?: LogSettings;
}

/** From seconds to a month: how long people take. The SDK's own buckets end after a minute. */
const DURATION_BUCKETS = [1, 5, 15, 60, 300, 900, 3600, 14_400, 28_800, 86_400, 259_200, 604_800, 2_592_000];
const BUCKETS = {
  hitl_request_duration_seconds: DURATION_BUCKETS,
  hitl_escalation_duration_seconds: DURATION_BUCKETS,
};

/** Prints only warnings of Temporal's runtime and messages of the log channel, on stderr. Also keeps the runtime from handling Ctrl-C itself, which would stop every worker at once. */
export function quietRuntime(
  io: Pick<Io, 'stderr'>,
  { metrics, hidesMessages, log = { format: 'text', level: 'warn' } }: RuntimeOptions,
): void {
  const lineOf = log.format === 'json' ? jsonLine : logLine;
  const logger = new DefaultLogger('INFO', (entry) => {
    if (isShown(entry, log.level)) io.stderr(lineOf(entry, hidesMessages));
  });
  try {
    Runtime.install({
      logger,
      shutdownSignals: [],
      ...(metrics !== undefined && {
        telemetryOptions: {
          metrics: { prometheus: { bindAddress: metrics, histogramBucketOverrides: BUCKETS } },
        },
      }),
    });
  } catch {
    // The surrounding process has installed a runtime already.
  }
}

/** Whether a log entry is printed: warnings, errors and messages of the log channel; with `info` also events of this package. */
export function isShown(
  { level, meta }: Pick<LogEntry, 'level' | 'meta'>,
  from: LogSettings['level'] = 'warn',
): boolean {
  if (level === 'WARN' || level === 'ERROR' || meta?.notification !== undefined) return true;
  return from === 'info' && level === 'INFO' && meta?.event !== undefined;
}

/** The activities that run functions of the user: the steps of agents, and the directory. */
const RUNS_USER_CODE: readonly unknown[] = ['runStep', 'resolveTeams', 'resolveSomeTeams'];

/** A log line for the terminal: the message, the workflow or activity, and the first stack frame of the user's code. */
export function logLine(
  { level, message, meta = {} }: Pick<LogEntry, 'level' | 'message' | 'meta'>,
  hidesMessages = false,
): string {
  const { workflowId, activityType, error, notification, link } = meta as Record<string, unknown>;
  if (notification !== undefined) return `${message}${typeof link === 'string' ? `  ${link}` : ''}\n`;
  const about = [workflowId, activityType]
    .filter((name) => typeof name === 'string')
    .map((name) => line(name));
  const where = about.length > 0 ? ` (${about.join(', ')})` : '';
  if (!(error instanceof Error)) return `[${level}] ${message}${where}\n`;
  const isHidden = hidesMessages && RUNS_USER_CODE.includes(activityType);
  const said = isHidden ? `${line(error.name)}; its message is only in Temporal` : error.message;
  return `[${level}] ${message}${where}: ${said}\n${ownFrame(error)}`;
}

/** A log entry as a line of JSON. */
function jsonLine(
  { level, message, meta = {} }: Pick<LogEntry, 'level' | 'message' | 'meta'>,
  hidesMessages: boolean,
): string {
  const { error, activityType } = meta as Record<string, unknown>;
  if (!(error instanceof Error)) return jsonEntry(level, message, meta);
  const isHidden = hidesMessages && RUNS_USER_CODE.includes(activityType);
  return jsonEntry(level, message, meta, { name: error.name, ...(!isHidden && { message: error.message }) });
}

/** The first stack frame in the user's code. */
function ownFrame({ stack = '' }: Error): string {
  const frames = stack.split('\n').filter((text) => /^\s+at /.test(text));
  const own = frames.find((frame) => !/node_modules|node:/.test(frame));
  return own === undefined ? '' : `    ${own.trim()}\n`;
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
