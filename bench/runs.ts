import { atOnce } from './at-once';
import { type Cpu, cpuBetween } from './cpu';
import type { Door } from './doors';
import { type Site, untilIdle, untilPending } from './site';

let count = 0;
const freshIds = (length: number) => Array.from({ length }, () => `bench-${++count}`);

export interface Batch {
  perSecond: number;
  /** Processor time per approval. */
  cpu: Cpu;
}

/** Runs approvals, 50 at a time: starts all, waits until all are pending, decides all and awaits their results. */
export async function approveMany(site: Site, door: Door, length: number): Promise<Batch> {
  await untilIdle(site, 0);
  const cpu = await site.cpu();
  const begun = performance.now();
  const ids = await startMany(site, door, length);
  const started = performance.now() - begun;
  const cpuStarted = await site.cpu();
  // Not timed: no approval may be decided before its first workflow task is done.
  await untilPending(site, ids);
  const cpuPending = await site.cpu();
  const resumed = performance.now();
  await atOnce(ids, async (id) => {
    await door.decide(id);
    await door.result(id);
  });
  const seconds = (started + performance.now() - resumed) / 1000;
  const [starting, deciding] = [
    cpuBetween(cpu, cpuStarted, length),
    cpuBetween(cpuPending, await site.cpu(), length),
  ];
  const sum = (part: keyof Cpu) => starting[part] + deciding[part];
  return {
    perSecond: length / seconds,
    cpu: { server: sum('server'), worker: sum('worker'), client: sum('client') },
  };
}

/** The milliseconds from decision to result, for one approval after another. */
export async function decideOneByOne(site: Site, door: Door, length: number): Promise<number[]> {
  await untilIdle(site, 0);
  const ids = await startMany(site, door, length);
  await untilPending(site, ids);
  const latencies: number[] = [];
  for (const id of ids) {
    const begun = performance.now();
    await door.decide(id);
    await door.result(id);
    latencies.push(performance.now() - begun);
  }
  return latencies;
}

/** Starts `length` approvals beside the `cached` ones, and waits until the worker is idle. */
export async function startMany(site: Site, door: Door, length: number, cached = 0): Promise<string[]> {
  const ids = freshIds(length);
  await atOnce(ids, (id) => door.start(id));
  await untilIdle(site, cached + length);
  return ids;
}
