import { existsSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import pc from 'picocolors';
import { fileText, shellQuote } from '../../rules/text';

/** All that a run of `hitl` has of the outside: so that tests run it within their own process. */
export interface Io {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** Everything on standard input, to its end. */
  stdin: () => Promise<string>;
  env: NodeJS.ProcessEnv;
  /** Whether text on stdout may be coloured. */
  colour: boolean;
  /** The width of the terminal that stdout is; absent when it is none. */
  columns?: number;
  /** How people call this program, as printed commands begin: `hitl`, `npx hitl`. */
  program: string;
  /** Calls `then` at each Ctrl-C, SIGTERM and hang-up, which then no longer end the process. Returns a function that calls it off. */
  onStop: (then: (signal: string) => void) => () => void;
}

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The real terminal, pipes, environment and signals of this process. */
export function processIo(): Io {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', exitIfUnread);
  return {
    stdout: (line) => void stdout.write(line),
    stderr: (line) => void stderr.write(line),
    stdin: async () => fileText(await buffer(process.stdin)),
    env,
    // On CI picocolors colours pipes too, which a script would then have to parse.
    colour: pc.isColorSupported && (stdout.isTTY || 'FORCE_COLOR' in env),
    ...(stdout.isTTY && { columns: stdout.columns }),
    program: programName(env),
    onStop,
  };
}

/** Resolves when what was written has left this process: to a pipe that can take a moment. */
export async function flush(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
  );
}

/** Whoever read us is gone (`hitl list | head`, a closed terminal): that is no failure of ours. */
function exitIfUnread({ code }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE' && process.listenerCount('SIGTERM') === 0) process.exit(0);
}

function onStop(then: (signal: string) => void): () => void {
  const listeners = STOP_SIGNALS.map((signal) => [signal, () => then(signal)] as const);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => listeners.forEach(([signal, listener]) => process.off(signal, listener));
}

/**
 * How to call this program once more from the same folder: `hitl`, `npx hitl` where it is installed beside, or the
 * file itself, as in a checkout. Elsewhere npx would fetch whatever the registry has by that name.
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

/** Whether a shell would find the command; the folders that npm adds for its own scripts do not count. */
function isOnPath(command: string, path = ''): boolean {
  const folders = path
    .split(delimiter)
    .filter((folder) => folder && !/node_modules[\\/]\.bin[\\/]?$/.test(folder));
  return folders.some((folder) => existsSync(join(folder, command)));
}
