import { defined } from '../../contract/defined';
import { InvalidInput } from '../../contract/errors';
import { REQUEST_ORDERS, type RequestOrder } from '../../contract/names';
import type { Searched } from '../../contract/records/lists';
import { SearchSchema } from '../../contract/search-pattern';
import { hasWords, searchedRow, wordsOf } from '../../rules/requests/search-words';
import { checked } from '../input';
import { fromCursor, toCursor } from '../temporal/cursor';
import {
  checkedLimit,
  countMatching,
  countOf,
  type ListPage,
  listNewest,
  type Page,
  pageOf,
  type PageOptions,
} from '../temporal/page';
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
  /**
   * Only requests with all of these words in description, action, resource, requester, run or id. The beginning of a word is
   * enough; of an id, any part. Reads the rows one by one, the newest 20,000 at most; `searched` says how many. The result has no
   * further page.
   */
  search?: string;
}

/** A page of requests. `searched`: only of a search by words. */
export type RequestList = ListPage<RequestItem> & { searched?: Searched };

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
  if (search !== undefined) {
    checkSearch(options);
    return searchRequests(session, { filter: given, words: wordsOf(search), limit: size });
  }
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

/** @throws InvalidInput if the search has no word, or is combined with an order or a cursor */
export function checkSearch({ search, order = 'newest', cursor }: ListOptions): void {
  checked(SearchSchema, search, 'search');
  if (order !== 'newest')
    throw new InvalidInput(
      "order: a search returns the newest first. Leave out order, or set it to 'newest'",
    );
  if (cursor !== undefined)
    throw new InvalidInput('cursor: a search has only one page. Search for more words, or raise limit');
}

/** How many rows a search reads at most. */
const MAX_SCANNED = 20_000;
const SCAN_PAGE = 1_000;

/** Temporal cannot search memos, so the rows are read and compared here. */
async function searchRequests(
  { client }: Session,
  { filter, words, limit }: { filter: RequestFilter; words: string[]; limit: number },
): Promise<RequestList> {
  const query = listQuery(filter);
  const toItem = itemOf(filter);
  const found: RequestItem[] = [];
  let rows = 0;
  let token: string | undefined = '';
  while (token !== undefined && rows < MAX_SCANNED && found.length <= limit) {
    const page: Page<RequestItem> = await pageOf(client, query, SCAN_PAGE, toItem, token);
    found.push(...page.items.filter((item) => hasWords(searchedRow(item), words)));
    rows += page.items.length;
    token = page.token;
  }
  const of = token === undefined ? rows : Math.max(rows, await countOf(client, query));
  const more = found.length > limit ? { more: true as const } : {};
  return { items: found.slice(0, limit), searched: { rows, of, ...more } };
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
