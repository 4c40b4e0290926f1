import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname } from 'node:path';
import { runCampaign } from './campaign';
import { huntMutants } from './mutants';
import { readOptions } from './options';
import { report } from './report';

async function main(): Promise<void> {
  const options = readOptions(process.argv);
  const log = (line: string) => console.error(line);
  if (options.mutants) return void (process.exitCode = (await huntMutants(options, log)) ? 0 : 1);
  const load = loadavg()[0] ?? NaN;
  const result = await runCampaign({
    ...options,
    seconds: options.minutes * 60,
    log,
  });
  const text = report(result, { loadBefore: load });
  if (options.report !== undefined) {
    mkdirSync(dirname(options.report), { recursive: true });
    writeFileSync(options.report, text);
  }
  if (options.result !== undefined) writeFileSync(options.result, JSON.stringify(result));
  console.log(text);
  if (result.violations.length > 0) process.exitCode = 1;
}

// At its exit a campaign kills its processes, which may be stopped and would not notice.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
