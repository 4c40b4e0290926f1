import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { dirname, relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { type Crowd, measureCrowd } from './crowd';
import { withFolder } from './folder';
import { PAGE, writePage } from './page';
import { PEER_NAMES, PEERS, type PeerName, type Site } from './peers';
import { PROBES } from './probes';
import { type Entry, type Measured, readResults, RESULTS, type Results } from './results';
import { type SpeedRound, speedOf, speedRound } from './speed';

const SECTIONS = ['speed', 'pending', 'probes'] as const;
type Section = (typeof SECTIONS)[number];
const MINUTE_MS = 60_000;

interface Options {
  peers: PeerName[];
  only: Section[];
  rounds: number;
  pending: number;
  fillMinutes: number;
  note?: string;
  page: boolean;
  build: boolean;
}

const log = (line: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);

/** Measures what was asked for, and writes results and page after each part: what was measured is never lost. */
async function main(): Promise<void> {
  const options = readOptions(process.argv);
  const results = readResults();
  if (!options.page) {
    if (options.build) buildPackage();
    const keep = (name: PeerName, entry: Entry) => {
      results.peers[name] = { ...results.peers[name], ...entry };
      save(results);
    };
    results.machine = machine();
    if (options.note !== undefined) results.note = options.note;
    if (options.only.includes('probes')) for (const name of options.peers) await runProbes(name, keep);
    if (options.only.includes('speed')) await measureSpeeds(options, keep);
    if (options.only.includes('pending'))
      for (const name of options.peers) await measurePending(name, options, results, keep);
  }
  writePage(results);
  console.log(`${relative(process.cwd(), RESULTS)}, ${relative(process.cwd(), PAGE)}`);
}

type Keep = (name: PeerName, entry: Entry) => void;

/** The probes share a store. A probe that fails may have left it broken, so the next one gets a fresh store. */
async function runProbes(name: PeerName, keep: Keep): Promise<void> {
  const probes: NonNullable<Entry['probes']> = {};
  const rest = Object.entries(PROBES);
  while (rest.length > 0)
    await withFolder(async (folder) => {
      let site: Site | undefined;
      try {
        for (let next = rest.shift(); next; next = rest.shift()) {
          const [key, probe] = next;
          log(`${name}: probe ${key}`);
          const result = await measured(async () => {
            site ??= await PEERS[name].start(folder);
            return probe.run({ name, site, folder });
          });
          probes[key] = result;
          keep(name, { probes });
          if (result.failed !== undefined) break;
        }
      } finally {
        await site?.stop();
      }
    });
}

/** In rounds, and each round begins with another peer: the speed of a machine drifts. */
async function measureSpeeds({ peers, rounds }: Options, keep: Keep): Promise<void> {
  const done = new Map<PeerName, SpeedRound[]>();
  const failed = new Set<PeerName>();
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < peers.length; turn++) {
      const name = peers[(round + turn) % peers.length] ?? 'ours';
      if (failed.has(name)) continue;
      log(`${name}: speed, round ${round + 1} of ${rounds}`);
      const result = await measured(() => speedRound(name));
      if (!result.value) failed.add(name);
      else done.set(name, [...(done.get(name) ?? []), result.value]);
      const { value: _round, ...about } = result;
      keep(name, { speed: { ...about, ...(result.value && { value: speedOf(done.get(name) ?? []) }) } });
    }
}

async function measurePending(
  name: PeerName,
  options: Options,
  { peers }: Results,
  keep: Keep,
): Promise<void> {
  const { pending, fillMinutes } = options;
  log(`${name}: ${pending} pending`);
  const result: Measured<Crowd> = await measured(() =>
    measureCrowd(name, pending, fillMinutes * MINUTE_MS, log),
  );
  keep(name, { pending: { ...peers[name]?.pending, [pending]: result } });
}

/** A peer that fails is reported with its reason. The others go on. */
async function measured<T>(work: () => Promise<T>): Promise<Measured<T>> {
  const begun = { at: new Date().toISOString(), loadBefore: loadavg()[0] ?? NaN };
  try {
    return { ...begun, value: await work() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log(`failed: ${reason}`);
    return { ...begun, failed: reason.slice(0, 600) };
  }
}

function save(results: Results): void {
  mkdirSync(dirname(RESULTS), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
}

/** The programs use the built package, as its users do. */
function buildPackage(): void {
  log('building the package');
  execFileSync(process.execPath, ['build.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function machine(): Results['machine'] {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memory: totalmem(),
    system: `${process.platform} ${release()}`,
    node: process.version,
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  };
}

function readOptions(argv: string[]): Options {
  const listOf =
    <T extends string>(names: readonly T[]) =>
    (text: string): T[] => {
      const given = text.split(',');
      const unknown = given.find((name) => !(names as readonly string[]).includes(name));
      if (unknown !== undefined)
        throw new InvalidArgumentError(`'${unknown}' is not one of ${names.join(', ')}.`);
      return given as T[];
    };
  const count = (text: string): number => {
    if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('Give a whole number above 0.');
    return Number(text);
  };
  return new Command('bench:peers')
    .description(
      'Compares approvals with those of peers, and writes docs/benchmarks.md. Results of parts that are not measured are kept.',
    )
    .option('--peers <names>', `of ${PEER_NAMES.join(', ')}`, listOf(PEER_NAMES), [...PEER_NAMES])
    .option('--only <sections>', `of ${SECTIONS.join(', ')}`, listOf(SECTIONS), [...SECTIONS])
    .option('--rounds <count>', 'rounds of speed', count, 3)
    .option('--pending <count>', 'approvals that are pending at the same time', count, 20_000)
    .option(
      '--fill-minutes <count>',
      'stop to add pending approvals after this time, for each peer',
      count,
      2,
    )
    .option('--note <text>', 'about the run, for the page: what else the machine did')
    .option('--no-build', 'the package is built already')
    .option('--page', 'measure nothing: write the page from the results', false)
    .parse(argv)
    .opts<Options>();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
