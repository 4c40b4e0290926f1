import { type Coverage, startCoverage } from './coverage';
import { fragment, long, mutated, type Random, seeded } from './mutate';

/** A parser under test. */
export interface Target {
  name: string;
  /** Valid and almost valid inputs from which others are made. */
  corpus: readonly string[];
  /** Parses the input. Throws or rejects if a rule is broken: an undocumented error, a lost value, an unsafe output. */
  run: (input: string) => void | Promise<void>;
}

export interface Fault {
  target: string;
  input: string;
  /** What is wrong. For a fault of `growth` also how the input was made longer. */
  problem: string;
}

interface Options {
  /** How many inputs to try, or until when (milliseconds since 1970). */
  runs?: number;
  until?: number;
  seed: number;
  /** Stops at this number of faults. Default 5. */
  maxFaults?: number;
  /** The folder of the sources. */
  folder: string;
}

export interface Found {
  tried: number;
  blocks: number;
  faults: Fault[];
}

/** Inputs that run together: to ask V8 for its counts takes longer than to parse a short input. */
const BATCH = 16;

/**
 * Tries inputs until the limit. Inputs that run new code are kept and changed further.
 */
export async function search(
  target: Target,
  { runs = Infinity, until = Infinity, seed, maxFaults = 5, folder }: Options,
): Promise<Found> {
  const random = seeded(seed);
  const coverage = startCoverage(folder);
  const seen = new Set<string>();
  const corpus = [...target.corpus];
  const faults: Fault[] = [];
  const attempt = async (input: string) => {
    const problem = await problemOf(target, input);
    if (problem !== undefined && faults.every((known) => known.problem !== problem))
      faults.push({ target: target.name, input, problem });
  };
  /** Whether it runs code that no earlier input ran. */
  const isNew = () => {
    const before = seen.size;
    for (const block of coverage.take().blocks) seen.add(block);
    return seen.size > before;
  };
  let tried = 0;
  for (const input of corpus) await attempt(input);
  isNew();
  while (tried < runs && Date.now() < until && faults.length < maxFaults) {
    const inputs = Array.from({ length: Math.min(BATCH, runs - tried) }, () =>
      mutated(random.one(corpus), corpus, random),
    );
    for (const input of inputs) await attempt(input);
    tried += inputs.length;
    if (isNew()) corpus.push(...inputs.slice(0, 4), ...inputs.slice(-4));
    if (tried % (2 * BATCH) === 0) {
      const fault = await growth(target, random.one(corpus), random, coverage);
      if (fault !== undefined) faults.push(fault);
    }
  }
  coverage.stop();
  return { tried, blocks: seen.size, faults };
}

/** @returns what is wrong; undefined if every rule holds */
async function problemOf({ run }: Target, input: string): Promise<string | undefined> {
  const polluted = () => Object.keys(Object.prototype).concat(Object.keys(Array.prototype));
  try {
    await run(input);
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : String(error);
  }
  const added = polluted();
  for (const name of added) delete (Object.prototype as Record<string, unknown>)[name];
  return added.length > 0 ? `the prototype of all objects got ${added.join(', ')}` : undefined;
}

/** Work below this says nothing about its growth. */
const MIN_STEPS = 100_000;
const LONG = 8_192;
/** Processor time, not time on the clock. A regular expression has no steps. */
const MAX_CPU_MS = 1_500;

/** An input of twice the length must not take four times the steps, and none of 64 KB may take 1.5 s of processor time. */
async function growth(
  target: Target,
  input: string,
  random: Random,
  coverage: Coverage,
): Promise<Fault | undefined> {
  const [repeated, at] = [fragment(random), random.int(input.length + 1)];
  const measure = async (length: number) => {
    const text = long(input, repeated, Math.ceil(length / repeated.length), at);
    coverage.take();
    const begun = process.cpuUsage();
    const problem = await problemOf(target, text);
    const { user, system } = process.cpuUsage(begun);
    return { steps: coverage.take().steps, cpuMs: (user + system) / 1000, problem };
  };
  const how = `${JSON.stringify(repeated)} many times at ${at}`;
  const fault = (problem: string): Fault => ({
    target: target.name,
    input,
    problem: `${problem}, with ${how}`,
  });
  const both = async () => [await measure(LONG), await measure(2 * LONG)] as const;
  const isSteep = ([once, twice]: Awaited<ReturnType<typeof both>>) =>
    twice.steps > MIN_STEPS && twice.steps > 3 * once.steps;
  let measured = await both();
  // V8 does not count the first calls of a function, so `once` may be too low the first time.
  if (isSteep(measured)) measured = await both();
  const [once, twice] = measured;
  const broken = once.problem ?? twice.problem;
  if (broken !== undefined) return fault(broken);
  if (isSteep(measured))
    return fault(`${once.steps} steps become ${twice.steps} when the input is twice as long`);
  const longest = twice.cpuMs > MAX_CPU_MS / 32 ? await measure(8 * LONG) : twice;
  return longest.cpuMs > MAX_CPU_MS ? fault(`64 KB take ${Math.round(longest.cpuMs)} ms`) : undefined;
}
