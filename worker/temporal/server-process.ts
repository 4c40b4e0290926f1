import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import { Connection } from '@temporalio/client';
import { DevServerFailed } from './errors';

const TAIL_LINES = 20;
const STOP_TIMEOUT_MS = 8000;

export interface ServerProcess {
  pid: number;
  /** Resolves when the process has written a line with this text to its stdout. */
  prints(text: RegExp): Promise<void>;
  /** Resolves when the process has ended, with how it ended ('by SIGKILL', 'with exit code 1'). Never rejects. */
  exited: Promise<string>;
  /** The last 20 lines of its stderr so far. After a panic, the line that names it comes first: its stack trace is long. */
  stderr(): string;
  /** Sends SIGTERM, and SIGKILL 8 s later. Resolves once it has ended. May be called again. */
  stop(): Promise<void>;
}

/** Runs `fn` with a umask, so that only the owner can read the server's files. Only the main thread may set the umask. */
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
 * Starts a server in its own session: Ctrl-C in the terminal does not reach it, so that workers can finish first. It ends
 * when this process ends, at the latest. `log` receives its stderr until `stop()`.
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
      stdio: ['ignore', 'pipe', 'pipe'],
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
  let panic: string | undefined;
  let stopping: Promise<void> | undefined;
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('panic: ')) panic ??= line;
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    if (!stopping) options.log?.(line);
  });
  const printed = createInterface({ input: child.stdout });
  const prints = (text: RegExp) =>
    new Promise<void>((resolve) => {
      printed.on('line', (line) => {
        if (text.test(line)) resolve();
      });
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
  const stderr = () => (panic === undefined || tail.includes(panic) ? tail : [panic, ...tail]).join('\n');
  return { pid, prints, exited, stderr, stop: () => (stopping ??= stop()) };
}

/**
 * Starts a helper that sends SIGTERM to `pid` after this process has ended in any way. Returns a function that stops the
 * helper; call it once `pid` has ended.
 */
function endWithParent(pid: number): () => void {
  if (process.platform === 'win32') {
    const end = () => process.kill(pid);
    process.once('exit', end);
    return () => process.off('exit', end);
  }
  // The pipe also closes when this process is killed by SIGKILL.
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
 * Waits until the server at `address` serves and knows the namespace, or `stopped` resolves. Rejects with the last error
 * after `timeoutMs`.
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
  // A new connection for each attempt: a refused connection waits a second before it retries.
  const connection = Connection.lazy({ address });
  try {
    await connection.withDeadline(Date.now() + ATTEMPT_MS, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } finally {
    await connection.close();
  }
}
