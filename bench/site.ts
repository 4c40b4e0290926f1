import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { atOnce } from './at-once';
import { type Cpu, processCpu } from './cpu';
import { hitlServer, type Server } from './servers';
import { startWorker, type WorkerChild } from './worker-child';

/** A fresh server with a worker and a client. */
export interface Site {
  server: Server;
  worker: WorkerChild;
  client: Client;
  /** The processor time of the three so far. */
  cpu(): Promise<Cpu>;
}

export interface SiteOptions {
  codePath: string;
  inMainThread?: boolean;
  maxCachedWorkflows?: number;
  /** Default: the server of `hitl dev`, in memory. */
  startServer?: () => Promise<Server>;
}

/** Opens a site while `work` runs. */
export async function withSite<T>(options: SiteOptions, work: (site: Site) => Promise<T>): Promise<T> {
  const { startServer = hitlServer, ...settings } = options;
  const server = await startServer();
  try {
    const worker = await startWorker({ address: server.address, ...settings });
    try {
      const connection = await Connection.connect({ address: server.address });
      try {
        const cpu = async () => processCpu(server.pid, await worker.ask('cpu'));
        return await work({ server, worker, client: new Client({ connection }), cpu });
      } finally {
        await connection.close();
      }
    } finally {
      await worker.stop();
    }
  } finally {
    await server.stop();
  }
}

/** Waits until the worker is idle and has `cached` workflows in its cache. */
export async function untilIdle({ worker }: Site, cached: number): Promise<void> {
  for (;;) {
    const status = await worker.ask('status');
    if (status.busy === 0 && status.cached === cached) return;
    await sleep(10);
  }
}

/** Waits until the server says that the first workflow task of each is done. */
export async function untilPending({ client }: Site, ids: string[]): Promise<void> {
  await atOnce(ids, async (id) => {
    for (;;) {
      const { raw, historyLength } = await client.workflow.getHandle(id).describe();
      if (historyLength > 3 && !raw.pendingWorkflowTask) return;
      await sleep(10);
    }
  });
}
