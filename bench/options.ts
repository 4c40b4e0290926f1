import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';

export const SECTIONS = [
  'throughput',
  'latency',
  'events',
  'memory',
  'pending',
  'admin',
  'dev-server',
] as const;
export type Section = (typeof SECTIONS)[number];

export interface Sizes {
  /** Runs of each workflow; the workflows take turns. */
  pairs: number;
  warmUp: number;
  /** Approvals in each batch. */
  approvals: number;
  latencies: number;
  memoryPairs: number;
  cached: number;
  pending: number;
  serverPairs: number;
  serverApprovals: number;
}

const FULL: Sizes = {
  pairs: 5,
  warmUp: 40,
  approvals: 200,
  latencies: 60,
  memoryPairs: 2,
  cached: 600,
  pending: 20_000,
  serverPairs: 5,
  serverApprovals: 100,
};

const QUICK: Sizes = {
  pairs: 1,
  warmUp: 50,
  approvals: 100,
  latencies: 30,
  memoryPairs: 1,
  cached: 200,
  pending: 500,
  serverPairs: 1,
  serverApprovals: 50,
};

export interface BenchOptions {
  only: Section[];
  sizes: Sizes;
  out: string;
}

export function readOptions(argv: string[]): BenchOptions {
  const command = new Command('bench')
    .description(
      'Compares an approval with the smallest workflow that waits for a decision and with one written by hand.',
    )
    .option('--quick', 'a short run with imprecise results', false)
    .option('--only <sections>', `sections to measure: ${SECTIONS.join(', ')}`, toSections, [...SECTIONS])
    .option('--pairs <count>', 'runs of each workflow, in turns, on fresh servers', toCount)
    .option('--approvals <count>', 'approvals in each batch', toCount)
    .option('--pending <count>', 'requests that are pending at the same time', toCount)
    .option('--out <file>', 'file for the results as JSON', join(__dirname, 'out', 'results.json'))
    .parse(argv);
  const { quick, only, pairs, approvals, pending, out } = command.opts();
  const sizes = { ...(quick ? QUICK : FULL) };
  if (pairs) Object.assign(sizes, { pairs, serverPairs: pairs });
  if (approvals) sizes.approvals = approvals;
  if (pending) sizes.pending = pending;
  return { only, sizes, out };
}

function toSections(text: string): Section[] {
  const names = text.split(',');
  const unknown = names.find((name) => !(SECTIONS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`'${unknown}' is not a section.`);
  return names as Section[];
}

function toCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('Give a whole number above 0.');
  return Number(text);
}
