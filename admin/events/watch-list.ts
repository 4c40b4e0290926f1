import { createHash } from 'node:crypto';
import { MARK_LENGTH, type WatchSource } from './watch';

const INTERVAL_MS = 2_000;

/** Watches what a list shows: its rows, and the numbers around them. `read` reads it as the page does. */
export function watchList(read: () => Promise<unknown>): WatchSource<string> {
  return {
    intervalMs: INTERVAL_MS,
    read: async () => listMark(await read()),
    markOf: (mark) => mark,
    changes: async (before, now) => (before === now ? [] : [{ event: 'missed' }]),
  };
}

/** A short text that differs for each state of a list. */
export function listMark(shown: unknown): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex').slice(0, MARK_LENGTH);
}
