import { InvalidInput } from '../../contract/errors';
import {
  checkedLimit,
  countMatching,
  fromCursor,
  type ListPage,
  listNewest,
  type PageOptions,
  toCursor,
} from '../temporal/page';
import type { Row } from '../temporal/row';
import type { Session } from '../temporal/session';
import { listByDeadline } from './list-by-deadline';
import { listQuery, matchesFilter, type RequestFilter, type RequestItem, toRequestItem } from './query';

export interface ListOptions extends RequestFilter, PageOptions {
  /**
   * `newest` (default): first the pending requests, newest first, then the others, latest end first.
   * `deadline`: only the pending requests, soonest deadline first, those without a plan last.
   */
  order?: 'newest' | 'deadline';
}

export type RequestList = ListPage<RequestItem>;

/**
 * Lists requests from search attributes and memo, without a worker. Changes appear a moment later.
 *
 * @throws InvalidInput that names the field, also for a cursor of another list
 * @throws SearchAttributesMissing
 * @throws TemporalUnreachable
 */
export async function listRequests(session: Session, options: ListOptions = {}): Promise<RequestList> {
  const { order = 'newest', limit, cursor, ...filter } = options;
  const size = checkedLimit(limit);
  if (order === 'newest') {
    const newest = { query: listQuery(filter), list: { ...filter, order }, toItem: itemOf(filter) };
    return listNewest(session.client, newest, { ...options, limit: size });
  }
  if (order !== 'deadline') throw new InvalidInput("order: must be 'newest' or 'deadline'");
  return listDeadlines(session, filter, size, cursor);
}

/** Counts the requests that match the filter. Throws what `listRequests` throws. */
export async function countRequests(session: Session, filter: RequestFilter = {}): Promise<number> {
  const query = listQuery(filter);
  const isByName = filter.approver !== undefined || filter.concerning?.approvers !== undefined;
  return countMatching(
    session.client,
    query,
    isByName ? (row) => matchesFilter(filter, row) === true : undefined,
  );
}

function itemOf(filter: RequestFilter): (row: Row) => RequestItem | undefined {
  return (row) => (matchesFilter(filter, row) ? toRequestItem(row) : undefined);
}

async function listDeadlines({ client }: Session, given: RequestFilter, limit: number, cursor?: string) {
  if ((given.status ?? 'pending') !== 'pending')
    throw new InvalidInput(
      "status: order 'deadline' lists only pending requests, because ended requests have no deadline",
    );
  const filter: RequestFilter = { ...given, status: 'pending' };
  const list = { ...filter, order: 'deadline' };
  const from = cursor === undefined ? undefined : fromCursor(cursor, list);
  const { items, next } = await listByDeadline(client, listQuery(filter), limit, from, {
    toItem: itemOf(filter),
  });
  return { items, ...(next && { nextCursor: toCursor(list, next) }) };
}
