import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/**
 * Starts a worker process and waits until it polls. End it with `kill9`.
 *
 * @param journal the file for the agent of `journaling-agent.ts`; without it, the worker hosts no agent
 */
export function spawnWorker(
  address: string,
  taskQueue: string,
  ...journal: [string?]
): Promise<ChildProcess> {
  return spawnScript('worker-process.ts', [address, taskQueue, ...journal.map(String)]);
}

/** Starts a script of this folder and waits until it prints something. */
export async function spawnScript(script: string, scriptArgs: string[]): Promise<ChildProcess> {
  const args = [join(__dirname, 'run-ts.js'), join(__dirname, script), ...scriptArgs];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`worker ended: ${code}`))),
  ]);
  return child;
}

/** Kills a process with SIGKILL, and waits until it has ended. */
export async function kill9(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
