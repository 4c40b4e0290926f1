import { defined } from '../../contract/defined';
import { InvalidInput } from '../../contract/errors';
import { REQUEST_ORDERS, type RequestOrder, SEVERITIES } from '../../contract/names';
import type { Recorded } from '../../contract/records/lists';
import { searchedRow } from '../../rules/requests/search-words';
import {
  type Order,
  type OrderedList,
  readList,
  type SearchedPage,
  searchList,
} from '../temporal/ordered-list';
import { checkedLimit, countMatching, type PageOptions } from '../temporal/page';
import type { Row } from '../temporal/row';
import type { Session } from '../temporal/session';
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
  /**
   * Only requests with all of these words in description, action, resource, requester, run or id. The beginning of a word is
   * enough; of an id, any part. Reads the rows one by one in the order of the list, 20,000 at most for one page; `searched` says
   * how many. A page that ends there has a `nextCursor`.
   */
  search?: string;
}

/** A page of requests. `searched`: only for a search by words. `recorded`: only from an admin server with an audit log. */
export type RequestList = SearchedPage<RequestItem> & { recorded?: Recorded };

/**
 * Lists requests from search attributes and memo, without a worker. Changes appear a moment later.
 *
 * @throws InvalidInput that names the field, also for a cursor of another list
 * @throws SearchAttributesMissing
 * @throws TemporalUnreachable
 */
export async function listRequests(session: Session, options: ListOptions = {}): Promise<RequestList> {
  const { order = 'newest', limit, cursor, search, ...given } = options;
  const size = checkedLimit(limit);
  if (!REQUEST_ORDERS.includes(order))
    throw new InvalidInput(`order: must be one of ${REQUEST_ORDERS.join(', ')}`);
  const filter = filterFor(order, given);
  const list: OrderedList<RequestItem> = {
    query: listQuery(filter),
    list: { ...filter, order },
    order: ORDERS[order],
    toItem: itemOf(filter),
  };
  const page = { limit: size, ...defined({ cursor }) };
  if (search === undefined) return readList(session.client, list, page);
  return searchList(session.client, { ...list, searchedOf: searchedRow }, { ...page, search });
}

const ORDERS: Record<RequestOrder, Order<RequestItem>> = {
  newest: 'newest',
  deadline: { by: 'HitlExpiresAt', timeOf: ({ expiresAt }) => expiresAt },
  age: { by: 'StartTime', timeOf: ({ requestedAt }) => requestedAt },
  severity: { attribute: 'HitlSeverity', values: [...SEVERITIES].reverse() },
};

/** The filter of a list in this order. @throws InvalidInput */
export function filterFor(order: RequestOrder, filter: RequestFilter): RequestFilter {
  return order === 'deadline' ? pendingOnly(filter) : filter;
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

function pendingOnly(filter: RequestFilter): RequestFilter {
  if ((filter.status ?? 'pending') !== 'pending')
    throw new InvalidInput(
      "status: order 'deadline' lists only pending requests, because ended requests have no deadline",
    );
  return { ...filter, status: 'pending' };
}
