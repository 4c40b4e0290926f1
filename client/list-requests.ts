import { InvalidInput } from '../contract/errors';
import { LIMITS } from '../contract/limits';
import { listByDeadline } from './list-by-deadline';
import { fromCursor, toCursor } from './list-cursor';
import { countOf, listPage, type RequestItem } from './list-page';
import { listQuery, type RequestFilter } from './list-query';
import type { Session } from './session';

export interface ListOptions extends RequestFilter {
  /**
   * `newest` (default): the pending ones first, newest request first, then the others, latest end first.
   * `deadline`: the pending ones alone, soonest deadline first, those nobody planned yet last.
   */
  order?: 'newest' | 'deadline';
  /** At most so many items, up to 1000. Default 50. */
  limit?: number;
  /** `nextCursor` of the page before, with the same filter and order. */
  cursor?: string;
}

export interface RequestList {
  items: RequestItem[];
  /** Absent on the last page. A page may be short or empty and not be the last. */
  nextCursor?: string;
}

/**
 * Requests by search attributes and memo: no worker is asked, however many there are. What has just changed shows a
 * moment later.
 *
 * @throws InvalidInput that names the field, also for a cursor of another list
 * @throws SearchAttributesMissing
 * @throws TemporalUnreachable
 */
export async function listRequests(session: Session, options: ListOptions = {}): Promise<RequestList> {
  const { order = 'newest', limit = 50, cursor, ...filter } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMITS.pageSize)
    throw new InvalidInput(`limit: must be a whole number from 1 to ${LIMITS.pageSize}`);
  if (order === 'newest') return listNewest(session, filter, limit, cursor);
  if (order !== 'deadline') throw new InvalidInput("order: must be 'newest' or 'deadline'");
  return listDeadlines(session, filter, limit, cursor);
}

/** How many requests the filter finds. Throws as `listRequests` does. */
export async function countRequests(session: Session, filter: RequestFilter = {}): Promise<number> {
  return countOf(session.client, listQuery(filter));
}

async function listNewest({ client }: Session, filter: RequestFilter, limit: number, cursor?: string) {
  const list = { ...filter, order: 'newest' };
  const from = cursor === undefined ? undefined : fromCursor(cursor, list);
  const token = from && 'token' in from ? from.token : undefined;
  const page = await listPage(client, listQuery(filter), limit, token);
  return { items: page.items, ...(page.token && { nextCursor: toCursor(list, { token: page.token }) }) };
}

async function listDeadlines({ client }: Session, given: RequestFilter, limit: number, cursor?: string) {
  if ((given.status ?? 'pending') !== 'pending')
    throw new InvalidInput(
      "status: order 'deadline' is for pending requests: the others have no deadline any more",
    );
  const filter: RequestFilter = { ...given, status: 'pending' };
  const list = { ...filter, order: 'deadline' };
  const from = cursor === undefined ? undefined : fromCursor(cursor, list);
  const { items, next } = await listByDeadline(client, listQuery(filter), limit, from);
  return { items, ...(next && { nextCursor: toCursor(list, next) }) };
}
