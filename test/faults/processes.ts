import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const RUN_TS = join(__dirname, '..', 'support', 'run-ts.js');
const START_TIMEOUT_MS = 300_000;

/** A process of the campaign that is killed, stopped and started again with the same arguments and the number of its `life`. */
export interface Victim {
  name: string;
  kill(): Promise<void>;
  /** Starts it, unless it runs. */
  start(): Promise<void>;
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Moves its clock by this many seconds, at once. Does nothing without libfaketime. */
  moveClock(seconds: number): void;
  /** The running process. */
  child(): ChildProcess;
}

/** The library that changes the clock of a process (Debian's package libfaketime). Undefined where it is not installed. */
export function fakeTimeLibrary(): string | undefined {
  const folders = readdirSync('/usr/lib', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders)
    try {
      const folder = join('/usr/lib', name, 'faketime');
      if (readdirSync(folder).includes('libfaketimeMT.so.1')) return join(folder, 'libfaketimeMT.so.1');
    } catch {
      continue;
    }
  return undefined;
}

/** All processes of this file, to end them with this process at the latest. A stopped process does not see its parent end. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * A script of this folder as a process that says `ready`. Its output goes to `FOLDER/NAME.log`.
 *
 * @param onMessage receives what it sends after `ready`
 */
export function victim(
  name: string,
  script: string,
  { folder, given, onMessage }: { folder: string; given: object; onMessage?: (message: unknown) => void },
): Victim {
  let starts = 0;
  const clock = join(folder, `${name}.clock`);
  const library = fakeTimeLibrary();
  const moveClock = (seconds: number) => writeFileSync(clock, `${seconds < 0 ? '' : '+'}${seconds}s\n`);
  moveClock(0);
  let child: ChildProcess | undefined;

  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null;

  async function start(): Promise<void> {
    if (isRunning()) return;
    const giveUpAt = Date.now() + START_TIMEOUT_MS;
    // A process that starts while its link is cut may end. It is started again, as in production.
    while (!(await isReady(launched(), giveUpAt))) {
      if (Date.now() >= giveUpAt) throw new Error(`${name} does not start: ${folder}/${name}.log`);
      await sleep(500);
    }
    if (onMessage) child?.on('message', onMessage);
  }

  function launched(): ChildProcess {
    const log = openSync(join(folder, `${name}.log`), 'a');
    const env = {
      ...process.env,
      ...(library !== undefined && {
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: clock,
        // The file is read once a second. Timers and timeouts go by the monotonic clock, which stays true.
        FAKETIME_CACHE_DURATION: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        DONT_FAKE_MONOTONIC: '1',
      }),
    };
    const args = [RUN_TS, join(__dirname, script), JSON.stringify({ ...given, life: ++starts })];
    const own = spawn(process.execPath, args, { stdio: ['ignore', log, log, 'ipc'], env });
    closeSync(log);
    child = own;
    running.add(own);
    own.once('exit', () => running.delete(own));
    return own;
  }

  return {
    name,
    start,
    moveClock,
    child: () => child as ChildProcess,
    signal: (signal) => void child?.kill(signal),
    async kill() {
      if (child === undefined || !isRunning()) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Whether the process says that it is ready, before it ends. It is killed at `giveUpAt`. */
async function isReady(own: ChildProcess, giveUpAt: number): Promise<boolean> {
  const timeout = setTimeout(() => own.kill('SIGKILL'), giveUpAt - Date.now());
  try {
    return await Promise.race([once(own, 'message').then(() => true), once(own, 'exit').then(() => false)]);
  } finally {
    clearTimeout(timeout);
  }
}
