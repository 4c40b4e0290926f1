import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { isMainThread } from 'node:worker_threads';
import { endWithParent } from './end-with-parent';
import { DevServerFailed } from './errors';

const TAIL_LINES = 20;
const GRACE_MS = 8000;

export interface ServerProcess {
  pid: number;
  /** Resolves when the process has ended, with how ('by SIGKILL', 'with exit code 1'). Never rejects. */
  exited: Promise<string>;
  /** The last 20 lines of its stderr so far. */
  stderr(): string;
  /** SIGTERM, and SIGKILL 8 s later. Resolves once it has ended; may be called again. */
  stop(): Promise<void>;
}

/** The files that the server creates are its owner's alone. Only the main thread of a process may set its umask. */
function withUmask<T>(mask: number, fn: () => T): T {
  if (!isMainThread) return fn();
  const before = process.umask(mask);
  try {
    return fn();
  } finally {
    process.umask(before);
  }
}

/**
 * Starts a server in a session of its own: Ctrl-C in the terminal does not reach it, so that workers can
 * finish first. It ends with this process at the latest. `log` gets its stderr until `stop()`.
 *
 * @throws DevServerFailed when the file cannot be run
 */
export async function startServerProcess(
  path: string,
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; log?: (line: string) => void },
): Promise<ServerProcess> {
  const child = withUmask(0o077, () =>
    spawn(path, args, {
      env: options.env,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    }),
  );
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new DevServerFailed(`${path} cannot be run: ${(error as Error).message}`);
  }
  const pid = child.pid as number;
  const callOff = endWithParent(pid);
  child.once('exit', callOff);

  const tail: string[] = [];
  let stopping: Promise<void> | undefined;
  createInterface({ input: child.stderr }).on('line', (line) => {
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    if (!stopping) options.log?.(line);
  });
  const exited = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ? `by ${signal}` : `with exit code ${code}`));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await exited;
    clearTimeout(impatience);
  };
  return { pid, exited, stderr: () => tail.join('\n'), stop: () => (stopping ??= stop()) };
}
