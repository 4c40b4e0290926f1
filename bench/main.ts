import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { dirname, relative } from 'node:path';
import { readOptions } from './options';
import { report } from './report';
import { measure } from './results';

async function main(): Promise<void> {
  const options = readOptions(process.argv);
  // The load of the last minute: other programs disturb the measurements.
  const machine = { cores: availableParallelism(), loadBefore: loadavg()[0] ?? NaN };
  const results = await measure(options, (line) => console.error(line));
  mkdirSync(dirname(options.out), { recursive: true });
  writeFileSync(options.out, `${JSON.stringify({ machine, ...results }, null, 2)}\n`);
  console.log(`\n${report(results)}\n\n${relative(process.cwd(), options.out)}`);
  if (machine.loadBefore > machine.cores / 2)
    console.log(
      `The machine was busy before (load ${machine.loadBefore.toFixed(1)}): trust ratios of CPU, not of time.`,
    );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
