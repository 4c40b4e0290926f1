import { quantile, spread } from '../stats';
import { withFolder } from './folder';
import { PEERS, type PeerName, type Site, untilWaiting } from './peers';
import { CONTENT } from './probed';

const AT_ONCE = 50;
const LATENCIES = 60;
const WARM_UP = 100;
/** How long a batch should take about, in seconds. Fast peers get larger batches. */
const BATCH_SECONDS = 3;
const BATCH_LIMITS = [100, 4_000] as const;

export interface SpeedRound {
  approvals: number;
  perSecond: number;
  latencies: number[];
}

let batches = 0;

/** Measures one peer once, on a fresh store: a warm-up, a batch of approvals 50 at a time, and approvals one by one. */
export async function speedRound(name: PeerName): Promise<SpeedRound> {
  return withFolder(async (folder) => {
    const site = await PEERS[name].start(folder);
    try {
      const warm = await approveMany(site, WARM_UP);
      const wanted = Math.round(warm * BATCH_SECONDS);
      const approvals = Math.max(BATCH_LIMITS[0], Math.min(BATCH_LIMITS[1], wanted));
      const perSecond = await approveMany(site, approvals);
      const ids = await requestMany(site, LATENCIES);
      const latencies = await site.client().ask<number[]>('approveEach', { ids });
      return { approvals, perSecond, latencies };
    } finally {
      await site.stop();
    }
  });
}

export function speedOf(rounds: SpeedRound[]) {
  return {
    rounds: rounds.length,
    approvals: rounds.map(({ approvals }) => approvals),
    perSecond: spread(rounds.map(({ perSecond }) => perSecond)),
    p50: spread(rounds.map((round) => quantile(round.latencies, 0.5))),
    p99: spread(rounds.map((round) => quantile(round.latencies, 0.99))),
  };
}

export type Speed = ReturnType<typeof speedOf>;

/** Approvals per second, from the first request until all wait, and from the first decision until the last result. */
async function approveMany(site: Site, count: number): Promise<number> {
  const begun = performance.now();
  const ids = await requestMany(site, count);
  await site.client().ask('approveMany', { ids, atOnce: AT_ONCE });
  return count / ((performance.now() - begun) / 1000);
}

/** Requests approvals and waits until all of them wait. Returns their ids. */
export async function requestMany(site: Site, count: number): Promise<string[]> {
  const batch = `batch-${++batches}-`;
  const ids = Array.from({ length: count }, (_, index) => `${batch}.${index}`);
  await site.client().ask('requestMany', { ids, atOnce: AT_ONCE, content: CONTENT });
  await untilWaiting(site, batch, count);
  return ids;
}
