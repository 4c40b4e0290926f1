import { execFile } from 'node:child_process';
import { access, chmod, constants, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import envPaths from 'env-paths';

/*
 * Executables on this machine: find, run and cache them.
 */

const SUFFIX = process.platform === 'win32' ? '.exe' : '';

/** The file name of a command on this platform. */
export function fileNameOf(command: string): string {
  return command + SUFFIX;
}

/** Whether `path` is a file that this user may run. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The absolute path of `command` on the PATH of `env`. Empty entries, which would mean the current folder, are skipped. */
export async function onPath(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const path = Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const candidate = resolve(join(folder, fileNameOf(command)));
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

/** The folder that keeps fetched executables: `HITL_CACHE_DIR`, or this user's cache folder for temporal-hitl. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return resolve(env.HITL_CACHE_DIR || envPaths('temporal-hitl', { suffix: '' }).cache);
}

/**
 * Runs `make` in an empty folder inside `cache`, moves the file that it made to `name` atomically, and returns its path.
 * Several processes may do this at the same time: the file is always complete.
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

const LAST_LINES = 3;
const MAX_REASON_LENGTH = 600;

/**
 * Runs a command to its end. Rejects with the last lines of its stderr, or with the reason why it could not run.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; cwd: string; timeoutMs: number; signal?: AbortSignal },
): Promise<void> {
  const { env, cwd, timeoutMs, signal } = options;
  return new Promise((resolve, reject) => {
    execFile(command, args, { env, cwd, signal, timeout: timeoutMs }, (error, _stdout, stderr) => {
      if (!error) resolve();
      else if (error.code === 'ENOENT') reject(new Error(`${command} is not installed`, { cause: error }));
      else if (signal?.aborted) reject(new Error(String(signal.reason), { cause: error }));
      else if (error.killed) reject(new Error(`not done after ${timeoutMs / 1000} s`, { cause: error }));
      else reject(new Error(lastLines(stderr) || `it ended with ${error.code}`, { cause: error }));
    });
  });
}

function lastLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter(Boolean).slice(-LAST_LINES).join(' ').slice(0, MAX_REASON_LENGTH);
}
