import { execFile } from 'node:child_process';

const LAST_LINES = 3;
const LONGEST_REASON = 600;

/**
 * Runs a command to its end.
 * Rejects with the last lines of its stderr, or with what kept it from running, in a short message.
 */
export function run(
  command: string,
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; cwd: string; timeoutMs: number; signal?: AbortSignal },
): Promise<void> {
  const { env, cwd, timeoutMs, signal } = options;
  return new Promise((resolve, reject) => {
    execFile(command, args, { env, cwd, signal, timeout: timeoutMs }, (error, _stdout, stderr) => {
      if (!error) resolve();
      else if (error.code === 'ENOENT') reject(new Error(`${command} is not installed`, { cause: error }));
      else if (signal?.aborted) reject(new Error(String(signal.reason), { cause: error }));
      else if (error.killed) reject(new Error(`not done after ${timeoutMs / 1000} s`, { cause: error }));
      else reject(new Error(lastLines(stderr) || `it ended with ${error.code}`, { cause: error }));
    });
  });
}

function lastLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter(Boolean).slice(-LAST_LINES).join(' ').slice(0, LONGEST_REASON);
}
