import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { HitlError } from '../../contract/errors';

/** Thrown when another `hitl` holds the lock of a file for too long, or a killed one has left its lock behind. */
export class FileLocked extends HitlError {}

const TIMEOUT_MS = 15_000;
const POLL_MS = 50;

/** Runs `work` while no other `hitl` on this machine uses the file. The file's folder must exist. @throws FileLocked */
export async function withFileLock<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  for (const deadline = Date.now() + TIMEOUT_MS; !take(lock); await sleep(POLL_MS)) {
    if (isStale(lock)) remove(lock);
    if (Date.now() > deadline)
      throw new FileLocked(`another hitl is using ${file}. If none is running, remove ${lock}`);
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

/** Whether the process that took the lock has ended: a Ctrl-C must not lock the file forever. */
function isStale(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    // An empty file: another process has just taken the lock.
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
    // Another process has removed the stale lock.
  }
}
