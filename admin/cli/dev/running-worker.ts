import { DefaultLogger, type NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import { isWorthALine, logLine } from './log-line';
import type { Config } from '../../../contract/config';
import { SearchAttributesMissing } from '../../../contract/errors';
import { configWarnings } from '../../../rules/config-warnings';
import { createWorker, taskQueueOf } from '../../../worker/create-worker';
import { registerSearchAttributes } from '../../../worker/search-attributes';
import type { Io } from '../io';
import { given } from '../given';
import type { Output } from '../output';

/** A worker that polls. */
export interface RunningWorker {
  taskQueue: string;
  /** Resolves when it has stopped; rejects when it broke. */
  ended: Promise<void>;
  /** Finishes what it has begun, takes nothing new, and closes the connection. May be called again. */
  stop: () => Promise<void>;
}

/** Starts a worker on this connection, search attributes first; where it may not register them it says how, and goes on. */
export async function startWorker(
  at: { connection: NativeConnection; namespace: string; taskQueue?: string; deskUrl?: string },
  config: Config,
  out: Output,
): Promise<RunningWorker> {
  const { connection, namespace, deskUrl } = at;
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
    ...given({ deskUrl }),
  });
  const ended = worker.run();
  ended.catch(() => {}); // whoever waits for it is told
  return { taskQueue, ended, stop: () => stopWorker(worker, ended, connection) };
}

async function stopWorker(worker: Worker, ended: Promise<void>, connection: NativeConnection): Promise<void> {
  if (worker.getState() === 'RUNNING') worker.shutdown();
  await ended.catch(() => {});
  await connection.close().catch(() => {});
}

/** Only warnings of Temporal's runtime and the log channel's messages, on stderr; and signals are ours: on its own it would stop every worker at Ctrl-C. */
export function quietRuntime(io: Io, metrics?: string): void {
  const logger = new DefaultLogger('INFO', (entry) => {
    if (isWorthALine(entry)) io.stderr(logLine(entry));
  });
  try {
    Runtime.install({
      logger,
      shutdownSignals: [],
      ...(metrics !== undefined && {
        telemetryOptions: { metrics: { prometheus: { bindAddress: metrics } } },
      }),
    });
  } catch {
    // Whoever runs us within their own process has installed theirs.
  }
}
