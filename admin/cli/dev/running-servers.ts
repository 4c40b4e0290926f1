import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { type AuditConfig, AuditSchema } from '../../../contract/config/audit';
import { fileText } from '../../../rules/text';

const LOCAL = /^(?:localhost|127\.0\.0\.1|\[::1\]):(\d+)$/;

/** A running dev server. */
export interface RunningServer {
  uiUrl?: string;
  /** The audit log that it keeps because the config has none. */
  audit?: AuditConfig;
  /** The ids of its processes. It runs only if all of them run. */
  pids: number[];
}

/** The data folder of `hitl dev`: `HITL_DATA_DIR`, else this user's data folder. */
export function dataFolder({ HITL_DATA_DIR }: NodeJS.ProcessEnv): string {
  return resolve(HITL_DATA_DIR || envPaths('temporal-hitl', { suffix: '' }).data);
}

/**
 * Writes a note about a dev server on this machine, for commands in another terminal. Returns a function that removes the note.
 * If the folder is not writable there is no note: `hitl show` prints no link, and `hitl audit` needs `--folder`.
 */
export function noteServer(env: NodeJS.ProcessEnv, address: string, running: RunningServer): () => void {
  const file = noteOf(env, address);
  if (file === undefined) return () => {};
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${JSON.stringify(running)}\n`, { mode: 0o600 });
  } catch {
    return () => {};
  }
  return () => rmSync(file, { force: true });
}

/** The UI of the `hitl dev` that runs at this address, if there is one. */
export function uiOfDevServer(env: NodeJS.ProcessEnv, address: string): string | undefined {
  const uiUrl = devServerAt(env, address)?.uiUrl;
  return uiUrl && URL.canParse(uiUrl) ? uiUrl : undefined;
}

/** The audit log of the `hitl dev` that runs at this address, if it keeps one of its own. */
export function auditOfDevServer(env: NodeJS.ProcessEnv, address: string): AuditConfig | undefined {
  return AuditSchema.safeParse(devServerAt(env, address)?.audit).data;
}

function devServerAt(env: NodeJS.ProcessEnv, address: string): Partial<RunningServer> | undefined {
  const file = noteOf(env, address);
  if (file === undefined) return undefined;
  try {
    const note = JSON.parse(fileText(readFileSync(file))) as Partial<RunningServer>;
    return note.pids?.length && note.pids.every(isRunning) ? note : undefined;
  } catch {
    return undefined;
  }
}

function noteOf(env: NodeJS.ProcessEnv, address: string): string | undefined {
  const port = LOCAL.exec(address)?.[1];
  return port === undefined ? undefined : join(dataFolder(env), 'running', `${port}.json`);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It runs, but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
