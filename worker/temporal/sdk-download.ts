import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { version as sdkVersion } from '@temporalio/testing/package.json';
import type { ServerKind } from './binaries';
import { BINARIES } from './binaries';
import { addToCache } from './cache';
import { fileNameOf } from './executable';
import { run } from './run';

const TIMEOUT_MS = 300_000;
const NO_ANSWER_MS = 20_000;

/** The name in the cache folder of the executable that the SDK of this version downloads. */
export function sdkFileName(kind: ServerKind): string {
  return fileNameOf(`${BINARIES[kind].command}-sdk-typescript-${sdkVersion}`);
}

/**
 * Lets the SDK download its own choice of server into `cache`. Fails at once without a network,
 * after 20 s when nothing answers.
 */
export async function downloadBySdk(
  kind: ServerKind,
  cache: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  return addToCache(cache, sdkFileName(kind), async (folder) => {
    const noAnswer = new AbortController();
    const timer = setTimeout(() => {
      void readdir(folder).then((files) => files.length || noAnswer.abort('no answer after 20 s'));
    }, NO_ANSWER_MS);
    const made = join(folder, sdkFileName(kind));
    const create = kind === 'cli' ? 'createLocal' : 'createTimeSkipping';
    const args = ['-e', SCRIPT, require.resolve('@temporalio/testing'), create, folder];
    const options = { env, cwd: folder, timeoutMs: TIMEOUT_MS, signal: noAnswer.signal };
    try {
      await run(process.execPath, args, options);
    } catch (error) {
      if (!(await readdir(folder)).includes(sdkFileName(kind))) throw error;
    } finally {
      clearTimeout(timer);
    }
    return made;
  });
}

// The SDK downloads only on the way to a started server, and using it here would install its runtime
// for good, which a caller may want to install with options of its own. So another process does it.
const SCRIPT = `
const [testing, create, downloadDir] = process.argv.slice(1);
const server = { executable: { type: 'cached-download', downloadDir } };
require(testing).TestWorkflowEnvironment[create]({ server })
  .then((environment) => environment.teardown())
  .then(() => process.exit(0), (error) => { console.error(error.message); process.exit(1); });
`;
