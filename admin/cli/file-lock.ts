import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { HitlError } from '../../contract/errors';

/** Thrown when another `hitl` keeps working on a file, or one that was killed has left its lock behind. */
export class FileLocked extends HitlError {}

const TIMEOUT_MS = 15_000;
const POLL_MS = 50;

/** Does the work while no other `hitl` on this machine works on the file, whose folder is there. @throws FileLocked */
export async function withFileLock<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  for (const deadline = Date.now() + TIMEOUT_MS; !take(lock); await sleep(POLL_MS)) {
    if (isStale(lock)) remove(lock);
    if (Date.now() > deadline)
      throw new FileLocked(`another hitl is at work on ${file}. If none is, remove ${lock}`);
  }
  try {
    return await work();
  } finally {
    remove(lock);
  }
}

function take(lock: string): boolean {
  try {
    const opened = openSync(lock, 'wx', 0o600);
    writeSync(opened, `${process.pid}`);
    closeSync(opened);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Whether the process that took it is no more: Ctrl-C in the middle must not lock everybody out. */
function isStale(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    // Empty: taken this very event.
    if (!Number.isInteger(pid) || pid <= 0) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function remove(lock: string): void {
  try {
    unlinkSync(lock);
  } catch {
    // Another has removed what was left behind.
  }
}
