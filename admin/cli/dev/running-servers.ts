import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { fileText } from '../../../rules/text';

const LOCAL = /^(?:localhost|127\.0\.0\.1|\[::1\]):(\d+)$/;

/** A dev server that runs. */
export interface RunningServer {
  uiUrl: string;
  /** The processes without which it does not run. */
  pids: number[];
}

/** Where `hitl dev` keeps its data: `HITL_DATA_DIR`, else this user's data folder. */
export function dataFolder({ HITL_DATA_DIR }: NodeJS.ProcessEnv): string {
  return resolve(HITL_DATA_DIR || envPaths('temporal-hitl', { suffix: '' }).data);
}

/**
 * Notes where the UI of a dev server on this machine is, for `hitl show` in another terminal. Returns what takes the
 * note away. Where the folder cannot be written there is no note, and `hitl show` prints no link.
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

/** The UI of the dev server that `hitl dev` runs at this address, if one does. */
export function uiOfDevServer(env: NodeJS.ProcessEnv, address: string): string | undefined {
  const file = noteOf(env, address);
  if (file === undefined) return undefined;
  try {
    const { uiUrl, pids } = JSON.parse(fileText(readFileSync(file))) as Partial<RunningServer>;
    return uiUrl && URL.canParse(uiUrl) && pids?.length && pids.every(isRunning) ? uiUrl : undefined;
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
    // It runs, and is a foreign workflow.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
