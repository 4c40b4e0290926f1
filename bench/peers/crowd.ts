import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { quantile } from '../stats';
import { withFolder } from './folder';
import { PEERS, type PeerName, type Site } from './peers';
import { requestMany } from './speed';

const CHUNK = 1_000;
const WARM_UP = 100;
const DECISIONS = 50;

export interface Crowd {
  /** How many were pending in the end. Fewer than wanted if the time was over. */
  pending: number;
  wanted: number;
  seconds: number;
  /** Bytes before and after. */
  before: { store: number; worker: number };
  after: { store: number; worker: number };
  disk: number;
  /** The milliseconds from decision to result while all others are pending. */
  decision: { p50: number; p99: number };
  restart: Restart;
}

export interface Restart {
  /** From the start of the first process until a decision had its result. Absent if it never had. */
  seconds?: number;
  /** How many the peer says are pending, and how many must be pending. */
  kept: number;
  expected: number;
  /** Decided afterwards, and ended as approved. */
  sample: { approved: number; of: number };
  error?: string;
}

/** Measures one peer with many pending approvals, and with a restart of all its processes after SIGKILL. */
export async function measureCrowd(
  name: PeerName,
  wanted: number,
  limitMs: number,
  log: (line: string) => void,
): Promise<Crowd> {
  return withFolder(async (folder) => {
    const site = await PEERS[name].start(folder);
    try {
      const warm = await requestMany(site, WARM_UP);
      await site.client().ask('approveMany', { ids: warm, atOnce: 50 });
      const before = site.memory();
      const begun = performance.now();
      const ids: string[] = [];
      while (ids.length < wanted && performance.now() - begun < limitMs) {
        ids.push(...(await requestMany(site, Math.min(CHUNK, wanted - ids.length))));
        if (ids.length % (5 * CHUNK) === 0) log(`${name}: ${ids.length} pending`);
      }
      const seconds = (performance.now() - begun) / 1000;
      const after = site.memory();
      const times = await site.client().ask<number[]>('approveEach', { ids: spreadOver(ids, DECISIONS, 0) });
      const decision = { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
      const disk = sizeOf(folder);
      const restart = await restarted(site, ids);
      return { pending: ids.length, wanted, seconds, before, after, disk, decision, restart };
    } finally {
      await site.stop();
    }
  });
}

async function restarted(site: Site, ids: string[]): Promise<Restart> {
  await site.client().kill();
  await site.worker().kill();
  await site.store?.crash();
  const begun = performance.now();
  await site.store?.restart();
  await site.startWorker();
  await site.startClient();
  const decided = Math.min(DECISIONS, ids.length);
  const [first, ...others] = spreadOver(ids, DECISIONS, 1);
  let seconds: number | undefined;
  let error: string | undefined;
  let approved = 0;
  const expected = ids.length - decided;
  const decide = async (id: string) => {
    try {
      await site.client().ask('approveEach', { ids: [id] }, 10 * 60_000);
      approved++;
      return true;
    } catch (failure) {
      error ??= (failure as Error).message.split('\n')[0];
      return false;
    }
  };
  if (first !== undefined && (await decide(first))) seconds = (performance.now() - begun) / 1000;
  const kept = (await site.client().ask<number>('pending')) + approved;
  for (const id of others) await decide(id);
  return { seconds, kept, expected, sample: { approved, of: 1 + others.length }, error };
}

/** `count` of the ids at even distances. The offsets 0 and 1 have no id in common. */
function spreadOver(ids: string[], count: number, offset: number): string[] {
  const step = Math.max(2, Math.floor(ids.length / count));
  return ids.filter((_, index) => index % step === offset).slice(0, count);
}

/** The bytes of the files in the folder. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
