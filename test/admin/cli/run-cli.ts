import { join } from 'node:path';
import type { Io } from '../../../admin/cli/io';
import { run } from '../../../admin/cli/program';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
  /** stdout as JSON; throws where it holds anything else. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
}

/** Runs `hitl` in this process, with an empty environment, no terminal and nobody who presses Ctrl-C. */
export async function cli(argv: readonly string[], io: Partial<Io> = {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const code = await run(argv, {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    stdin: async () => '',
    env: {},
    colour: false,
    program: 'hitl',
    onStop: () => () => {},
    ...io,
  });
  return {
    code,
    stdout,
    stderr,
    get json() {
      return JSON.parse(stdout);
    },
  };
}

/** The same against one Temporal, answered as JSON. */
export function cliAt({ at, taskQueue }: { at: string; taskQueue: string }) {
  const there = (argv: readonly string[]) => [...argv, ...at.split(' '), '--task-queue', taskQueue];
  return {
    text: (argv: readonly string[], io?: Partial<Io>) => cli(there(argv), io),
    json: (argv: readonly string[], io?: Partial<Io>) => cli([...there(argv), '-o', 'json'], io),
  };
}

/** An error as JSON, with the place of its explanation. */
export const errorAs = (name: string, message: string) => ({
  name,
  message: expect.stringContaining(message) as string,
  help: join(process.cwd(), 'docs', 'reference', `errors.md#${name.toLowerCase()}`),
});
