import { total } from './cpu';
import { managerDoor, RAW_DOORS, type RawDoor, rawDoor } from './doors';
import type { Sizes } from './options';
import { approveMany, type Batch, decideOneByOne } from './runs';
import { type Site, withSite } from './site';
import { quantile, ratios, spread } from './stats';
import type { Subject } from './subjects';

interface Run {
  batches: Partial<Record<RawDoor, Batch>>;
  latencies: Record<RawDoor, number[]>;
}

export interface PairsOptions {
  sizes: Sizes;
  throughput: boolean;
  latency: boolean;
}

/** Ours and bare in pairs, each on a fresh server; who is first alternates. */
export async function measurePairs(bundles: Record<Subject, string>, options: PairsOptions) {
  const pairs: Record<Subject, Run>[] = [];
  for (let pair = 0; pair < options.sizes.pairs; pair++) {
    const order: Subject[] = pair % 2 === 0 ? ['ours', 'bare'] : ['bare', 'ours'];
    const runs: Partial<Record<Subject, Run>> = {};
    for (const subject of order)
      runs[subject] = await withSite({ codePath: bundles[subject] }, (site) => run(site, subject, options));
    pairs.push(runs as Record<Subject, Run>);
  }
  return {
    ...(options.throughput && { throughput: byDoor((door) => throughputOf(pairs, door)) }),
    ...(options.latency && { latency: byDoor((door) => latencyOf(pairs, door)) }),
  };
}

/** ApprovalManager's full path, once, at the same fill. */
export async function measureManager(bundles: Record<Subject, string>, { sizes }: PairsOptions) {
  return withSite({ codePath: bundles.ours }, async (site) => {
    const door = managerDoor(site);
    await approveMany(site, door, sizes.warmUp);
    const { perSecond, cpu } = await approveMany(site, door, sizes.approvals);
    const latencies = await decideOneByOne(site, door, sizes.latencies);
    return { perSecond, cpu, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
  });
}

async function run(site: Site, subject: Subject, { sizes, throughput, latency }: PairsOptions): Promise<Run> {
  const result: Run = { batches: {}, latencies: { update: [], signal: [] } };
  for (const name of RAW_DOORS) {
    const door = rawDoor(site, subject, name);
    await approveMany(site, door, sizes.warmUp);
    if (throughput) result.batches[name] = await approveMany(site, door, sizes.approvals);
    if (latency) result.latencies[name] = await decideOneByOne(site, door, sizes.latencies);
  }
  return result;
}

function throughputOf(pairs: Record<Subject, Run>[], door: RawDoor) {
  const batch = (pair: Record<Subject, Run>, subject: Subject) => pair[subject].batches[door] as Batch;
  const cpu = (subject: Subject, part: keyof Batch['cpu']) =>
    spread(pairs.map((pair) => batch(pair, subject).cpu[part])).median;
  const cpuOf = (subject: Subject) => ({
    server: cpu(subject, 'server'),
    worker: cpu(subject, 'worker'),
    client: cpu(subject, 'client'),
  });
  return {
    ours: spread(pairs.map((pair) => batch(pair, 'ours').perSecond)),
    bare: spread(pairs.map((pair) => batch(pair, 'bare').perSecond)),
    ratio: ratios(pairs.map((pair) => [batch(pair, 'ours').perSecond, batch(pair, 'bare').perSecond])),
    cpu: {
      ours: cpuOf('ours'),
      bare: cpuOf('bare'),
      ratio: ratios(pairs.map((pair) => [total(batch(pair, 'ours').cpu), total(batch(pair, 'bare').cpu)])),
    },
  };
}

function latencyOf(pairs: Record<Subject, Run>[], door: RawDoor) {
  const all = (subject: Subject) => pairs.flatMap((pair) => pair[subject].latencies[door]);
  const at = (part: number) => ({
    ours: quantile(all('ours'), part),
    bare: quantile(all('bare'), part),
    ratio: ratios(
      pairs.map(({ ours, bare }) => [
        quantile(ours.latencies[door], part),
        quantile(bare.latencies[door], part),
      ]),
    ),
  });
  return { p50: at(0.5), p99: at(0.99) };
}

function byDoor<T>(of: (door: RawDoor) => T): Record<RawDoor, T> {
  return { update: of('update'), signal: of('signal') };
}
