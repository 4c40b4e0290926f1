import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';

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
