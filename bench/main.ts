import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { readOptions } from './options';
import { report } from './report';
import { measure } from './results';

async function main(): Promise<void> {
  const options = readOptions(process.argv);
  const results = await measure(options, (line) => console.error(line));
  mkdirSync(dirname(options.out), { recursive: true });
  writeFileSync(options.out, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`\n${report(results)}\n\n${relative(process.cwd(), options.out)}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
