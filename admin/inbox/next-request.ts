import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestList, RequestView } from '../../client';
import { listRequests } from '../access/requests';
import type { Visit } from './visit';

const TIMEOUT_MS = 1_000;
/** A higher count is shown as `more than 50`. */
const MAX_COUNTED = 50;

/** The next request that asks the reader. */
export interface NextRequest {
  id: string;
  /** How many other requests ask the reader: `3`, `more than 50`. */
  left: string;
}

/** What `reading` returns. Undefined if that fails or takes too long: the page does not wait for secondary parts. */
export async function inTime<T>(reading: Promise<T>, ms = TIMEOUT_MS): Promise<T | undefined> {
  const timeout = new AbortController();
  try {
    return await Promise.race([
      reading.catch(() => undefined),
      sleep(ms, undefined, { signal: timeout.signal, ref: false }).catch(() => undefined),
    ]);
  } finally {
    timeout.abort();
  }
}

/** The pending requests that are assigned to the reader, by deadline. Undefined if they cannot be read in time. */
export function readPending({ admin, who }: Visit): Promise<RequestList | undefined> {
  return inTime(
    listRequests(admin, who, { approver: 'me', status: 'pending', order: 'deadline', limit: MAX_COUNTED }),
  );
}

/**
 * The next of the reader's pending requests. While the request is pending, the one after it, and after the last the first.
 * Otherwise the first. Undefined if there is none.
 */
export function nextOf(
  { items, nextCursor }: RequestList,
  { id, status }: Pick<RequestView, 'id' | 'status'>,
): NextRequest | undefined {
  const at = status === 'pending' ? items.findIndex((item) => item.id === id) : -1;
  const [next] = [...items.slice(at + 1), ...items.slice(0, at + 1)].filter((item) => item.id !== id);
  const count = items.filter((item) => item.id !== id).length;
  return next && { id: next.id, left: nextCursor === undefined ? `${count}` : `more than ${count}` };
}
