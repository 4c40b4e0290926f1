import { parseArgs } from 'node:util';
import { search } from './search';
import { TARGETS } from './targets';

/*
 * `npm run fuzz [-- --seconds N | --runs N] [--seed N] [TARGET…]`: tries every parser that takes input from outside, and prints
 * the inputs that break a rule. Ends with status 1 if there is one. Default: 60 seconds for each target.
 */

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { seconds: { type: 'string' }, runs: { type: 'string' }, seed: { type: 'string' } },
    allowPositionals: true,
  });
  const seed = Number(values.seed ?? (values.runs === undefined ? Date.now() % 1_000_000 : 1));
  const wanted = TARGETS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  if (wanted.length === 0)
    throw new Error(`no such target; there are ${TARGETS.map(({ name }) => name).join(', ')}`);
  for (const target of wanted) {
    const limit =
      values.runs === undefined
        ? { until: Date.now() + Number(values.seconds ?? 60) * 1_000 }
        : { runs: Number(values.runs) };
    const { tried, blocks, faults } = await search(target, { ...limit, seed, folder: process.cwd() });
    console.log(`${target.name}: ${tried} inputs, ${blocks} blocks, ${faults.length} faults (seed ${seed})`);
    for (const { input, problem } of faults) console.log(`  ${problem}\n    input: ${JSON.stringify(input)}`);
    if (faults.length > 0) process.exitCode = 1;
  }
}

void main();
