import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import { Connection } from '@temporalio/client';
import { DevServerFailed } from './errors';

const TAIL_LINES = 20;
const STOP_TIMEOUT_MS = 8000;

interface ServerProcess {
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
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(impatience);
  };
  return { pid, exited, stderr: () => tail.join('\n'), stop: () => (stopping ??= stop()) };
}

/**
 * Has `pid` sent SIGTERM once this process is gone, however it went.
 * Returns a function that calls it off, which must be called once `pid` has ended.
 */
function endWithParent(pid: number): () => void {
  if (process.platform === 'win32') {
    const end = () => process.kill(pid);
    process.once('exit', end);
    return () => process.off('exit', end);
  }
  // The pipe closes even when this process is killed by SIGKILL and can do nothing itself.
  const script = 'read -r _; kill -TERM "$1"';
  const guard = spawn('/bin/sh', ['-c', script, 'sh', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  guard.unref();
  return () => void guard.kill('SIGKILL');
}

const PAUSE_MS = 50;
const ATTEMPT_MS = 1000;

/**
 * Waits until the server at `address` answers that it serves and knows the namespace, or `stopped` resolves.
 * Rejects with the last refusal when `timeoutMs` have passed.
 */
export async function untilServing(
  address: string,
  namespace: string,
  { timeoutMs, stopped }: { timeoutMs: number; stopped: Promise<unknown> },
): Promise<void> {
  let over = false;
  void stopped.then(() => (over = true));
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await checkServing(address, namespace);
    } catch (error) {
      if (over || Date.now() > deadline) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

async function checkServing(address: string, namespace: string): Promise<void> {
  // A connection for each attempt: one that was refused waits a second before it tries again.
  const connection = Connection.lazy({ address });
  try {
    await connection.withDeadline(Date.now() + ATTEMPT_MS, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } finally {
    await connection.close();
  }
}
