import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { ApprovalManager } from '../../client';
import type { ConfigInput } from '../../contract/config/config';
import { createWorker } from '../../worker/create-worker';
import { registerSearchAttributes } from '../../worker/search-attributes';
import { type DevServer, type DevServerOptions, startDevServer } from '../../worker/temporal/dev-server';
import { RETRIES } from './retries';
import {
  keptWorker,
  quietRuntime,
  runningWorker,
  runsAsInProduction,
  WITHOUT_THREADS,
} from './running-worker';
import { registerNamespace, sharedServer } from './shared-server';
import { workflowBundle } from './workflow-bundle';

/** Two teams. One has two members, and one approval is enough. */
export const CONFIG: ConfigInput = {
  directory: { 'finance-team': ['ana', 'bo'], 'security-team': ['cy'] },
  policies: [{ name: 'payments', approvers: ['finance-team'], expireAfter: '4h' }],
  operators: ['olga'],
};

/** Temporal's dev server with our search attributes, a manager, and workers on demand. */
export interface TemporalForTests {
  server: DevServer;
  address: string;
  namespace: string;
  /** The flags of `hitl` for this server, as commands that it prints repeat them. */
  at: string;
  client: Client;
  taskQueue: string;
  manager: ApprovalManager;
  /** Runs `story` while a worker with this config runs. A worker with interceptors is not kept. */
  withWorker<T>(
    story: () => Promise<T>,
    config?: ConfigInput,
    interceptors?: WorkerOptions['interceptors'],
  ): Promise<T>;
  /** Stops the worker that `keepsWorker` keeps running. */
  stopWorker(): Promise<void>;
  stop(): Promise<void>;
}

interface TemporalOptions {
  /** Starts a server for this test file alone: with other options, or because the test stops it or needs its default namespace. */
  server?: DevServerOptions;
  searchAttributes?: boolean;
  /**
   * Keeps the worker of `withWorker` running until a test needs another config, or Temporal stops. Starting a worker takes
   * a third of a second. A test that needs a time without a worker calls `stopWorker`.
   */
  keepsWorker?: boolean;
}

/**
 * A namespace of its own on the server that quick tests and browser tests share. With `server`, or in slow tests, which stop
 * servers and spawn workers that know the default namespace alone: a server of its own, in memory and on a free port unless
 * `server` says otherwise. Stop it after all tests.
 */
export async function startTemporal(options: TemporalOptions = {}): Promise<TemporalForTests> {
  const shared = options.server === undefined && !runsAsInProduction ? sharedServer() : undefined;
  const [server, end] = await (shared === undefined ? ownServer(options) : ownNamespace(shared));
  try {
    return await connected(server, options, end);
  } catch (error) {
    await end();
    throw error;
  }
}

async function ownServer(options: TemporalOptions): Promise<[DevServer, () => Promise<void>]> {
  const server = await startDevServer({ port: 0, headless: true, ...options.server });
  let hasEnded = false;
  void server.exited.then(() => (hasEnded = true));
  // A normal stop takes a second. A server with its data in memory may be killed.
  const end = async () => {
    if (!hasEnded && options.server?.dbFile === undefined) process.kill(server.pid, 'SIGKILL');
    await server.stop();
  };
  return [server, end];
}

async function ownNamespace(address: string): Promise<[DevServer, () => Promise<void>]> {
  const namespace = `test-${randomUUID()}`;
  await registerNamespace(address, namespace);
  const stop = async () => {};
  return [{ address, namespace, pid: 0, exited: new Promise(() => {}), stop }, stop];
}

/** Each process of a cluster learns of a new namespace, and of its search attributes, within two seconds. */
const CLUSTER_SETTLES_MS = 4_000;

async function connected(
  server: DevServer,
  { keepsWorker, searchAttributes = true }: TemporalOptions,
  end: () => Promise<void>,
): Promise<TemporalForTests> {
  const { address, namespace } = server;
  const connection = await Connection.connect({ address, interceptors: RETRIES });
  if (searchAttributes) await registerSearchAttributes(connection, namespace);
  if (process.env.HITL_TEST_CLUSTER !== undefined) await sleep(CLUSTER_SETTLES_MS);
  const taskQueue = `queue-${randomUUID().slice(0, 8)}`;
  const manager = await ApprovalManager.connect({ address, namespace, taskQueue });
  const start = (config: ConfigInput, interceptors?: WorkerOptions['interceptors']) =>
    startWorker(server, taskQueue, config, interceptors);
  const kept = keptWorker(start);
  return {
    server,
    address,
    namespace,
    at: `--address ${address}${namespace === 'default' ? '' : ` --namespace ${namespace}`}`,
    client: new Client({ connection, namespace }),
    taskQueue,
    manager,
    withWorker: async (story, config = CONFIG, interceptors = undefined) => {
      if (keepsWorker && !interceptors) return (await kept.with(config)).during(story);
      const worker = await start(config, interceptors);
      return worker.during(story).finally(() => worker.stop());
    },
    stopWorker: () => kept.stop(),
    async stop() {
      await kept.stop();
      await manager.close();
      await connection.close();
      await end();
    },
  };
}

async function startWorker(
  { address, namespace }: DevServer,
  taskQueue: string,
  config: ConfigInput,
  interceptors?: WorkerOptions['interceptors'],
) {
  quietRuntime();
  const connection = await NativeConnection.connect({ address });
  const worker = await createWorker({
    config,
    connection,
    namespace,
    taskQueue,
    workflowBundle: await workflowBundle(),
    worker: { ...WITHOUT_THREADS, shutdownGraceTime: '1s', ...(interceptors && { interceptors }) },
  }).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  return runningWorker(worker, () => connection.close());
}

/** The hash of what a request shows, once a worker has planned it. Until then a request has none that an attempt could name. */
export async function shownHash(manager: ApprovalManager, id: string): Promise<string> {
  let hash = '';
  await eventually(async () => {
    hash = (await manager.getRequest(id)).plan?.contentHash ?? '';
    return hash !== '';
  });
  return hash;
}

/** Waits until `holds` returns true, at most `timeout` milliseconds. Lists are slightly behind. */
export async function eventually(holds: () => Promise<boolean>, timeout = 30_000): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it never came true');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
