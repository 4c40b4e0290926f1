import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a process of the cluster is started. */
export interface ProcessPlan {
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** The user that it runs as. Only root can choose one. */
  user?: { uid: number; gid: number };
  /** Its standard output and errors are appended to this file. */
  log: string;
  /** Resolves when the process does its work. It is asked again until then. */
  isReady: () => Promise<boolean>;
  /** bubblewrap writes the process that it runs to descriptor 3. Signals go to that one. */
  isContainer?: boolean;
}

/** A process that tests can kill and start again. */
export interface ClusterProcess {
  start: () => Promise<void>;
  /** Sends a signal, and waits until the process has ended. Does nothing if it does not run. */
  end: (signal: NodeJS.Signals) => Promise<void>;
  /** Sends a signal, and does not wait. */
  signal: (signal: NodeJS.Signals) => void;
}

const READY_TIMEOUT_MS = 120_000;
const LAST_LINES = 15;

export function clusterProcess(name: string, plan: ProcessPlan): ClusterProcess {
  let running: { child: ChildProcess; pid: number } | undefined;
  const startOnce = async () => {
    const log = openSync(plan.log, 'a');
    // The kernel kills the process when this one has ended, however it ended.
    const args = ['--pdeathsig', 'KILL', ...asUser(plan.user), '--', plan.command, ...plan.args];
    const child = spawn('setpriv', args, {
      env: plan.env,
      cwd: plan.cwd,
      stdio: ['ignore', log, log, 'pipe'],
    });
    closeSync(log);
    let ended: string | undefined;
    child.once('exit', (code, signal) => (ended = signal ?? `code ${code}`));
    await once(child, 'spawn');
    const pid = plan.isContainer ? await innerPid(child.stdio[3] as Readable) : (child.pid as number);
    running = { child, pid };
    for (const end = Date.now() + READY_TIMEOUT_MS; !(await isTrue(plan.isReady));) {
      if (ended !== undefined || Date.now() > end)
        throw new Error(
          `${name} ${ended === undefined ? 'is not ready' : `ended (${ended})`}:\n${tail(plan.log)}`,
        );
      await sleep(100);
    }
  };
  const signal = (what: NodeJS.Signals) => {
    if (running !== undefined && running.child.exitCode === null && running.child.signalCode === null)
      process.kill(running.pid, what);
  };
  return {
    start: startOnce,
    signal,
    async end(what) {
      const { child } = running ?? {};
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      signal(what);
      await ended;
    },
  };
}

async function innerPid(status: Readable): Promise<number> {
  for await (const line of createInterface({ input: status })) {
    const { 'child-pid': pid } = JSON.parse(line) as { 'child-pid'?: number };
    if (pid !== undefined) return pid;
  }
  throw new Error('bubblewrap started no process');
}

function asUser(user: ProcessPlan['user']): string[] {
  if (user === undefined) return [];
  return ['--reuid', `${user.uid}`, '--regid', `${user.gid}`, '--clear-groups'];
}

const isTrue = (ask: () => Promise<boolean>) => ask().catch(() => false);

const tail = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n');
