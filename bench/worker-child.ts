import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface WorkerSettings {
  address: string;
  /** The path of the workflow bundle. */
  codePath: string;
  /** Runs workflows in the main thread, where the heap can be read and collected. Default: in threads, as in production. */
  inMainThread?: boolean;
  maxCachedWorkflows?: number;
}

export interface Answers {
  status: { cached: number; busy: number };
  memory: { heap: number; rss: number };
  /** Processor time so far, in milliseconds. */
  cpu: number;
}

export interface WorkerChild {
  /** Asks the worker process. Only one question at a time. */
  ask<Q extends keyof Answers>(question: Q): Promise<Answers[Q]>;
  stop(): Promise<void>;
}

const GRACE_MS = 10_000;
const runTs = join(__dirname, '..', 'test', 'support', 'run-ts.js');

/** Starts a worker in its own process, which ends when this process ends, at the latest. */
export async function startWorker(settings: WorkerSettings): Promise<WorkerChild> {
  const args = [require.resolve('./worker-process'), JSON.stringify(settings)];
  const child = fork(runTs, args, { execArgv: ['--expose-gc'] });
  const exited = once(child, 'exit');
  const answer = () =>
    Promise.race([
      once(child, 'message'),
      exited.then(([code, signal]) => {
        throw new Error(`the worker ended unexpectedly: ${signal ?? code}`);
      }),
    ]);
  await answer();
  return {
    async ask<Q extends keyof Answers>(question: Q) {
      child.send(question);
      const [value] = await answer();
      return value as Answers[Q];
    },
    async stop() {
      if (child.connected) child.disconnect();
      const impatience = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await exited;
      clearTimeout(impatience);
    },
  };
}
