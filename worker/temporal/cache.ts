import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { isExecutable } from './executable';

/** The folder that keeps fetched executables: `HITL_CACHE_DIR`, or this user's cache folder for temporal-hitl. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return resolve(env.HITL_CACHE_DIR || envPaths('temporal-hitl', { suffix: '' }).cache);
}

/**
 * Runs `make` in an empty folder inside `cache` and moves the file it made to `name`, whole or not at all.
 * Processes that do this at the same time all end with a complete file. The path of the file is returned.
 */
export async function addToCache(
  cache: string,
  name: string,
  make: (emptyFolder: string) => Promise<string>,
): Promise<string> {
  await mkdir(cache, { recursive: true });
  // Inside the cache: a rename across file systems is not atomic.
  const folder = await mkdtemp(join(cache, '.new-'));
  const target = join(cache, name);
  try {
    const made = await make(folder);
    await chmod(made, 0o755);
    await rename(made, target).catch(async (error: unknown) => {
      // Windows refuses to replace a file that another process already runs.
      if (!(await isExecutable(target))) throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return target;
}
