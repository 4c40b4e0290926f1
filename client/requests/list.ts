import { defined } from '../../contract/defined';
import { InvalidInput } from '../../contract/errors';
import { REQUEST_ORDERS, type RequestOrder } from '../../contract/names';
import { fromCursor, toCursor } from '../temporal/cursor';
import { checkedLimit, countMatching, type ListPage, listNewest, type PageOptions } from '../temporal/page';
import type { Row } from '../temporal/row';
import type { Session } from '../temporal/session';
import { listBySeverity } from './list-by-severity';
import { listByTime } from './list-by-time';
import { listQuery, matchesFilter, type RequestFilter, type RequestItem, toRequestItem } from './query';

/** Which requests a list contains, in which order, and which page of it. */
export interface ListOptions extends RequestFilter, PageOptions {
  /**
   * `newest` (default): first the pending requests, newest first, then the others, latest end first.
   * `deadline`: only the pending requests, soonest deadline first, those without a plan last.
   * `age`: the request that was made first comes first.
   * `severity`: critical, high, medium, low, then those without one; within a severity as `newest`.
   */
  order?: RequestOrder;
}

/** A page of requests. */
export type RequestList = ListPage<RequestItem>;

/**
 * Lists requests from search attributes and memo, without a worker. Changes appear a moment later.
 *
 * @throws InvalidInput that names the field, also for a cursor of another list
 * @throws SearchAttributesMissing
 * @throws TemporalUnreachable
 */
export async function listRequests(session: Session, options: ListOptions = {}): Promise<RequestList> {
  const { order = 'newest', limit, cursor, ...given } = options;
  const size = checkedLimit(limit);
  if (!REQUEST_ORDERS.includes(order))
    throw new InvalidInput(`order: must be one of ${REQUEST_ORDERS.join(', ')}`);
  const filter = order === 'deadline' ? pendingOnly(given) : given;
  const query = listQuery(filter);
  const list = { ...filter, order };
  const toItem = itemOf(filter);
  const { client } = session;
  if (order === 'newest') return listNewest(client, { query, list, toItem }, { ...options, limit: size });
  const from = cursor === undefined ? undefined : fromCursor(cursor, list);
  const { items, next } = await (order === 'severity'
    ? listBySeverity(client, query, size, from, toItem)
    : listByTime(client, { by: TIME_OF[order], query, name: JSON.stringify(list) }, size, from, { toItem }));
  return { items, ...defined({ nextCursor: next && toCursor(list, next) }) };
}

const TIME_OF = { deadline: 'HitlExpiresAt', age: 'StartTime' } as const;

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

function pendingOnly(filter: RequestFilter): RequestFilter {
  if ((filter.status ?? 'pending') !== 'pending')
    throw new InvalidInput(
      "status: order 'deadline' lists only pending requests, because ended requests have no deadline",
    );
  return { ...filter, status: 'pending' };
}
