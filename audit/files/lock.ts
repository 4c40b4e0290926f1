import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/*
 * The lock of a folder: a file with the host and the process of the writer, who touches it every few seconds. It is stale when
 * its process has ended, or after a minute without a touch, if the process is on another machine or in another container.
 */

const TOUCH_MS = 5_000;
const STALE_MS = 60_000;

interface Holder {
  host: string;
  pid: number;
  token: string;
}

/** A lock that this process holds. */
export interface FolderLock {
  /** Whether another writer has taken it over, because this process did not run for a long time. */
  isLost(): boolean;
  release(): void;
}

/** Takes the lock of the folder, or returns nothing while another writer holds it. */
export function takeLock(folder: string): FolderLock | undefined {
  const file = lockFile(folder);
  const own: Holder = { host: hostname(), pid: process.pid, token: randomUUID() };
  if (!create(file, own)) {
    if (!isStale(file) || !removeStale(file) || !create(file, own)) return undefined;
  }
  const isLost = () => read(file)?.token !== own.token;
  const touching = setInterval(() => {
    if (!isLost()) touch(file);
  }, TOUCH_MS);
  touching.unref();
  return {
    isLost,
    release() {
      clearInterval(touching);
      if (!isLost()) rmSync(file, { force: true });
    },
  };
}

/** Whether a writer that runs holds the lock of the folder. */
export function isHeld(folder: string): boolean {
  const file = lockFile(folder);
  return read(file) !== undefined && !isStale(file);
}

function lockFile(folder: string): string {
  return join(folder, 'writer.lock');
}

/** A link appears with its content at once. A file that is created and then written can be read while it is empty. */
function create(file: string, holder: Holder): boolean {
  const draft = `${file}.${holder.token}`;
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
  try {
    linkSync(draft, file);
    HELD.add(holder.token);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The locks that this process took. */
const HELD = new Set<string>();

function isStale(file: string): boolean {
  const holder = read(file);
  if (holder === undefined) return true;
  if (ageOf(file) > STALE_MS) return true;
  if (holder.host !== hostname()) return false;
  // In a container the process of the next start often has the same id.
  if (holder.pid === process.pid) return !HELD.has(holder.token);
  return !isRunning(holder.pid);
}

/**
 * Moves a stale lock away. Of two processes that find the same stale lock, the slower one may move the new lock of the other:
 * then it puts it back.
 */
function removeStale(file: string): boolean {
  const found = read(file)?.token;
  const moved = `${file}.${randomUUID()}`;
  try {
    renameSync(file, moved);
  } catch {
    return true;
  }
  const isSame = read(moved)?.token === found;
  if (!isSame) {
    try {
      linkSync(moved, file);
    } catch {
      // A third process has taken the lock. The one that lost it notices before it writes.
    }
  }
  rmSync(moved, { force: true });
  return isSame;
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function ageOf(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // It is gone: `isLost` says so.
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
