import { setTimeout as sleep } from 'node:timers/promises';
import { ApprovalManager } from '../client/requests/approval-manager';
import { atOnce } from './at-once';
import { residentMemory } from './cpu';
import { managerDoor } from './doors';
import { withSite } from './site';
import { quantile } from './stats';
import { TASK_QUEUE } from './subjects';

const REPEATS = 30;

/** Measures requests through ApprovalManager while `pending` requests are pending. */
export async function measurePending(codePath: string, pending: number, decisions: number) {
  // Room for all requests: a workflow that is not cached is replayed before it is decided.
  return withSite({ codePath, maxCachedWorkflows: pending + 1_000 }, async (site) => {
    const { client, worker, server } = site;
    const manager = new ApprovalManager(client, { taskQueue: TASK_QUEUE });
    const door = managerDoor(site);
    const ids = Array.from({ length: pending }, (_, index) => `pending-${index}`);

    const begun = performance.now();
    await atOnce(ids, (id) => door.start(id));
    const started = performance.now();
    // The worker sets this attribute when it has planned a request.
    while ((await client.workflow.count('HitlApprovers IS NOT NULL')).count < pending) await sleep(250);
    const planned = performance.now();

    const cached = (await worker.ask('status')).cached;
    const memory = { worker: (await worker.ask('memory')).rss, server: residentMemory(server.pid) };
    const list = await repeat(() => manager.listRequests({ status: 'pending', limit: 50 }));
    const count = await repeat(() => manager.countRequests({ status: 'pending' }));

    const latencies: number[] = [];
    const step = Math.max(1, Math.floor(pending / decisions));
    for (const id of ids.filter((_, index) => index % step === 0)) {
      const asked = performance.now();
      await door.decide(id);
      await door.result(id);
      latencies.push(performance.now() - asked);
    }
    return {
      pending,
      startsPerSecond: pending / ((started - begun) / 1000),
      pendingPerSecond: pending / ((planned - begun) / 1000),
      cached,
      memory,
      listPage: list,
      count,
      decision: { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
    };
  });
}

/** The median duration of the call, in milliseconds. */
async function repeat(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < REPEATS; round++) {
    const begun = performance.now();
    await call();
    times.push(performance.now() - begun);
  }
  return quantile(times, 0.5);
}
