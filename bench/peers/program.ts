import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const START_MS = 120_000;
const ANSWER_MS = 5 * 60_000;
const TAIL_LINES = 15;

/** A program of a peer in a process of its own. It ends when this process ends, at the latest. */
export interface Program {
  pid: number;
  /** @throws Error when the program answers with an error, or ends before it answers */
  ask<T>(op: string, args?: object, timeoutMs?: number): Promise<T>;
  /** Sends SIGKILL and waits for the end. */
  kill(): Promise<void>;
}

interface Answer {
  id?: number;
  result?: unknown;
  error?: string;
}

interface Asked {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Starts `command` and waits until it is ready.
 *
 * @throws Error with the last lines of its stderr when it ends before
 */
export async function startProgram(
  command: string,
  args: string[],
  env: Record<string, string>,
): Promise<Program> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = once(child, 'exit').catch((error: Error) => [error.message]);
  const asked = new Map<number, Asked>();
  const tail: string[] = [];
  let count = 0;
  let ended: Error | undefined;

  const answered = (id: number, timeoutMs: number) =>
    new Promise<unknown>((resolve, reject) => {
      if (ended) return reject(ended);
      const late = () => {
        asked.delete(id);
        reject(new Error(`no answer within ${timeoutMs / 1000} s`));
      };
      const timer = setTimeout(late, timeoutMs);
      const settle = (work: () => void) => {
        clearTimeout(timer);
        asked.delete(id);
        work();
      };
      asked.set(id, {
        resolve: (value) => settle(() => resolve(value)),
        reject: (error) => settle(() => reject(error)),
      });
    });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = readAnswer(line);
    const waiting = asked.get(answer?.id ?? 0);
    if (answer?.error !== undefined) waiting?.reject(new Error(answer.error));
    else if (answer) waiting?.resolve(answer.result);
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
  });
  child.stdin.on('error', () => {});
  void exited.then(([code, signal]) => {
    ended = new Error(`the program ended: ${String(signal ?? code)}\n${tail.join('\n')}`);
    for (const each of [...asked.values()]) each.reject(ended);
  });

  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  try {
    await answered(0, START_MS);
  } catch (error) {
    await kill();
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    async ask<T>(op: string, args: object = {}, timeoutMs = ANSWER_MS) {
      const id = ++count;
      const answer = answered(id, timeoutMs);
      child.stdin.write(`${JSON.stringify({ id, op, args })}\n`);
      return (await answer) as T;
    },
    kill,
  };
}

/** A program may also print lines that are no answers. The line that says it is ready has no id. */
function readAnswer(line: string): Answer | undefined {
  try {
    const answer = JSON.parse(line) as Answer | null;
    return typeof answer === 'object' && answer !== null ? answer : undefined;
  } catch {
    return undefined;
  }
}
