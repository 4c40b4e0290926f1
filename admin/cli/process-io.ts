import { buffer } from 'node:stream/consumers';
import pc from 'picocolors';
import { fileText } from '../../rules/file-text';
import { howToCall } from './how-to-call';
import type { Io } from './io';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The real terminal, pipes, environment and signals of this process. */
export function processIo(): Io {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', leaveIfUnread);
  return {
    stdout: (line) => void stdout.write(line),
    stderr: (line) => void stderr.write(line),
    stdin: async () => fileText(await buffer(process.stdin)),
    env,
    // On CI picocolors colours pipes too, which a script would then have to parse.
    colour: pc.isColorSupported && (stdout.isTTY || 'FORCE_COLOR' in env),
    ...(stdout.isTTY && { columns: stdout.columns }),
    program: howToCall(env),
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
function leaveIfUnread({ code }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE' && process.listenerCount('SIGTERM') === 0) process.exit(0);
}

function onStop(then: (signal: string) => void): () => void {
  const listeners = STOP_SIGNALS.map((signal) => [signal, () => then(signal)] as const);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => listeners.forEach(([signal, listener]) => process.off(signal, listener));
}
