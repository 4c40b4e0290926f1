import { type Cpu, total } from './cpu';
import { managerDoor, RAW_DOORS, type RawDoor, rawDoor } from './doors';
import type { Sizes } from './options';
import { approveMany, type Batch, decideOneByOne } from './runs';
import { type Site, withSite } from './site';
import { comparisons, quantile, spread, spreads } from './stats';
import { forEachSubject, inTurn, type Subject } from './subjects';

interface Run {
  batches: Partial<Record<RawDoor, Batch>>;
  latencies: Record<RawDoor, number[]>;
}

export interface RoundsOptions {
  sizes: Sizes;
  throughput: boolean;
  latency: boolean;
}

/** Measures all subjects in turn, each on a fresh server. The first one changes from round to round. */
export async function measureRounds(bundles: Record<Subject, string>, options: RoundsOptions) {
  const rounds: Record<Subject, Run>[] = [];
  for (let round = 0; round < options.sizes.pairs; round++)
    rounds.push(
      await inTurn(round, (subject) =>
        withSite({ codePath: bundles[subject] }, (site) => run(site, subject, options)),
      ),
    );
  return {
    ...(options.throughput && { throughput: byDoor((door) => throughputOf(rounds, door)) }),
    ...(options.latency && { latency: byDoor((door) => latencyOf(rounds, door)) }),
  };
}

/** Measures ApprovalManager once, with the same number of workflows. */
export async function measureManager(bundles: Record<Subject, string>, { sizes }: RoundsOptions) {
  return withSite({ codePath: bundles.ours }, async (site) => {
    const door = managerDoor(site);
    await approveMany(site, door, sizes.warmUp);
    const { perSecond, cpu } = await approveMany(site, door, sizes.approvals);
    const latencies = await decideOneByOne(site, door, sizes.latencies);
    return { perSecond, cpu, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
  });
}

async function run(
  site: Site,
  subject: Subject,
  { sizes, throughput, latency }: RoundsOptions,
): Promise<Run> {
  const result: Run = { batches: {}, latencies: { update: [], signal: [] } };
  for (const name of RAW_DOORS) {
    const door = rawDoor(site, subject, name);
    await approveMany(site, door, sizes.warmUp);
    if (throughput) result.batches[name] = await approveMany(site, door, sizes.approvals);
    if (latency) result.latencies[name] = await decideOneByOne(site, door, sizes.latencies);
  }
  return result;
}

function throughputOf(rounds: Record<Subject, Run>[], door: RawDoor) {
  const batches = rounds.map((round) => forEachSubject((subject) => round[subject].batches[door] as Batch));
  const each = (of: (batch: Batch) => number) =>
    batches.map((round) => forEachSubject((subject) => of(round[subject])));
  const median = (subject: Subject, part: keyof Cpu) =>
    spread(batches.map((round) => round[subject].cpu[part])).median;
  const speeds = each(({ perSecond }) => perSecond);
  return {
    ...spreads(speeds),
    ratio: comparisons(speeds),
    cpu: {
      ...forEachSubject((subject) => ({
        server: median(subject, 'server'),
        worker: median(subject, 'worker'),
        client: median(subject, 'client'),
      })),
      ratio: comparisons(each(({ cpu }) => total(cpu))),
    },
  };
}

function latencyOf(rounds: Record<Subject, Run>[], door: RawDoor) {
  const at = (part: number) => ({
    ...forEachSubject((subject) =>
      quantile(
        rounds.flatMap((round) => round[subject].latencies[door]),
        part,
      ),
    ),
    ratio: comparisons(
      rounds.map((round) => forEachSubject((subject) => quantile(round[subject].latencies[door], part))),
    ),
  });
  return { p50: at(0.5), p99: at(0.99) };
}

function byDoor<T>(of: (door: RawDoor) => T): Record<RawDoor, T> {
  return { update: of('update'), signal: of('signal') };
}
