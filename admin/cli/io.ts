import { existsSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import pc from 'picocolors';
import {
  isInteractive,
  processTerminal,
  type PromptAnswer,
  promptLine,
} from '../../client/confirmations/prompt';
import { fileText, shellQuote } from '../../rules/text';

/** Everything that `hitl` uses of its process, so that tests can run it in their own process. */
export interface Io {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** Reads standard input to its end. */
  stdin: () => Promise<string>;
  /** Asks the person at the terminal. Absent if standard input or standard error is not a terminal. */
  ask?: (question: string) => Promise<PromptAnswer>;
  env: NodeJS.ProcessEnv;
  /** Whether text on stdout may have colours. */
  colour: boolean;
  /** The width of the terminal; absent if stdout is not a terminal. */
  columns?: number;
  /** How the user calls this program: `hitl` or `npx hitl`. Printed commands begin with it. */
  program: string;
  /** Calls `then` at each SIGINT (Ctrl-C), SIGTERM and SIGHUP, which then no longer end the process. Returns a function that stops this. */
  onStop: (then: (signal: string) => void) => () => void;
}

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The terminal, pipes, environment and signals of this process. */
export function processIo(): Io {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', exitIfUnread);
  return {
    stdout: (line) => void stdout.write(line),
    stderr: (line) => void stderr.write(line),
    stdin: async () => fileText(await buffer(process.stdin)),
    ...(isInteractive(processTerminal()) && {
      ask: (question: string) => promptLine(processTerminal(), question, new AbortController().signal),
    }),
    env,
    // On CI picocolors also colours pipes, which scripts would have to parse.
    colour: pc.isColorSupported && (stdout.isTTY || 'FORCE_COLOR' in env),
    // A terminal that does not tell its width has 0 columns, or none.
    ...(stdout.isTTY && { columns: stdout.columns || 80 }),
    program: programName(env),
    onStop,
  };
}

/** Resolves when all output has left this process. To a pipe this can take a moment. */
export async function flush(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
  );
}

/**
 * Exits with 0 when the reader of the output has gone (`hitl list | head`, a closed terminal): this is not a failure.
 */
function exitIfUnread({ code }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE' && process.listenerCount('SIGTERM') === 0) process.exit(0);
}

function onStop(then: (signal: string) => void): () => void {
  const listeners = STOP_SIGNALS.map((signal) => [signal, () => then(signal)] as const);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => listeners.forEach(([signal, listener]) => process.off(signal, listener));
}

/**
 * How to call this program again from the same folder: `hitl`, `npx hitl` if it is installed in this folder, else the file
 * itself, as in a checkout. Without a local installation npx would fetch any package with that name from the registry.
 */
export function programName(
  env: NodeJS.ProcessEnv,
  script = process.argv[1] ?? '',
  cwd = process.cwd(),
): string {
  if (isOnPath('hitl', env.PATH)) return 'hitl';
  if (existsSync(join(cwd, 'node_modules', '.bin', 'hitl'))) return 'npx hitl';
  const near = relative(cwd, script);
  return `node ${shellQuote(near.startsWith('..') ? script : near)}`;
}

/** Whether a shell finds the command. Folders that npm adds for its scripts do not count. */
function isOnPath(command: string, path = ''): boolean {
  const folders = path
    .split(delimiter)
    .filter((folder) => folder && !/node_modules[\\/]\.bin[\\/]?$/.test(folder));
  return folders.some((folder) => existsSync(join(folder, command)));
}
