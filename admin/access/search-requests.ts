import type { ApprovalManager, ListOptions, RequestFilter, RequestItem, RequestList } from '../../client';
import { filterFor } from '../../client/requests/list';
import { defined } from '../../contract/defined';
import { toMilliseconds } from '../../contract/duration';
import { InvalidInput } from '../../contract/errors';
import { REQUEST_ORDERS, type RequestOrder, SEVERITIES } from '../../contract/names';
import { NamePatternSchema, prefixOf } from '../../contract/search-pattern';
import { searchedRow } from '../../rules/requests/search-words';
import type { AdminContext } from '../http/context';
import { readAccessOf } from './permissions';
import { expandMe, namesOf, type Principal } from './principal';
import { type Match, type SortKey, searchIn } from './search';
import { type Candidate, type SearchedRows, SearchIndex } from './search-index';

/*
 * Search of requests: the sort key of a request in each order, and whether it matches a filter. Both are as in the lists.
 */

type Forgotten = 'description' | 'message' | 'contentHash' | 'requestedAt' | 'expiresAt' | 'closedAt';
type KnownRequest = Omit<RequestItem, Forgotten> & Candidate;

/** The requests that an index contains. */
export function requestRows(
  approvals: Pick<ApprovalManager, 'listRequests'>,
): SearchedRows<RequestItem, KnownRequest> {
  return { list: (options) => approvals.listRequests(options), searchedOf: searchedRow, known: knownRequest };
}

export function knownRequest(item: RequestItem): KnownRequest {
  const { description: _, message: __, contentHash: ___, requestedAt, expiresAt, closedAt, ...known } = item;
  const endedAt =
    closedAt !== undefined
      ? Date.parse(closedAt)
      : item.status === 'pending'
        ? undefined
        : Date.parse(requestedAt);
  const dueAt = expiresAt === undefined ? undefined : Date.parse(expiresAt);
  return { ...known, begunAt: Date.parse(requestedAt), ...defined({ endedAt, dueAt }) };
}

const indexes = new WeakMap<AdminContext, SearchIndex<RequestItem, KnownRequest>>();

function indexOf(admin: AdminContext) {
  const index = indexes.get(admin) ?? new SearchIndex(requestRows(admin.approvals));
  indexes.set(admin, index);
  return index;
}

type SearchOptions = Omit<ListOptions, 'concerning' | 'ids' | 'search'>;
type SearchFilter = Omit<RequestFilter, 'concerning' | 'ids'>;

interface SearchSource {
  /** Lists requests that the reader may read. */
  list: (options: Omit<ListOptions, 'concerning' | 'search'>) => Promise<RequestList>;
  /** About how many requests the reader may read. */
  count: () => Promise<number>;
}

/**
 * The requests with all words of `search` that the principal may read, in the order of the list. Throws like `listRequests`.
 */
export async function searchRequests(
  admin: AdminContext,
  who: Principal,
  search: string,
  { order = 'newest', limit, cursor, ...given }: SearchOptions,
  { list, count }: SearchSource,
): Promise<RequestList> {
  if (!REQUEST_ORDERS.includes(order))
    throw new InvalidInput(`order: must be one of ${REQUEST_ORDERS.join(', ')}`);
  const filter: SearchFilter = filterFor(order, given);
  const own = { ...filter, ...defined({ approver: filter.approver && expandMe(filter.approver, who) }) };
  return searchIn(indexOf(admin), {
    ...{ search, limit, cursor, count, named: { ...filter, order, of: 'search' } },
    match: (item, now) => matchOf(own, item, now),
    isReadable: readableFrom(admin, who),
    sortKeyOf: SORT_KEYS[order],
    list: (ids, most) => list({ ...filter, ids, limit: most }),
    findByName: (most) => findByName(search, filter, most, list),
  });
}

/** The last time that a Date can hold. */
const LAST_TIME = 8.64e15;

const newestOf = ({ begunAt, endedAt }: KnownRequest) => LAST_TIME - (endedAt ?? begunAt);
const isEnded = ({ endedAt }: KnownRequest) => Number(endedAt !== undefined);

/** The sort key of a request in each order. */
const SORT_KEYS: Record<RequestOrder, (item: KnownRequest) => SortKey> = {
  newest: (item) => ({ rank: isEnded(item), time: newestOf(item) }),
  severity: (item) => ({ rank: 2 * severityRank(item.severity) + isEnded(item), time: newestOf(item) }),
  deadline: ({ dueAt = LAST_TIME }) => ({ rank: 0, time: dueAt }),
  age: ({ begunAt }) => ({ rank: 0, time: begunAt }),
};

function severityRank(severity: KnownRequest['severity']): number {
  return severity === undefined ? SEVERITIES.length : SEVERITIES.length - 1 - SEVERITIES.indexOf(severity);
}

/** Whether the request matches the filter. */
export function matchOf(filter: RequestFilter, item: KnownRequest, now: number): Match {
  const { kind, action, resource, requesterId, runId } = filter;
  if (item.unreadable !== undefined) return 'unlikely';
  const isSame =
    (kind === undefined || item.kind === kind) &&
    hasPattern(item.action, action) &&
    hasPattern(item.resource, resource) &&
    hasPattern(item.requesterId, requesterId) &&
    (runId === undefined || item.runId === runId);
  return isSame ? (isNow(filter, item, now) ? 'likely' : 'unlikely') : 'never';
}

function hasPattern(value: string | undefined, pattern: string | undefined): boolean {
  if (pattern === undefined) return true;
  const prefix = prefixOf(pattern);
  return prefix === undefined ? value === pattern : (value?.startsWith(prefix) ?? false);
}

/** Whether the conditions about values that can change, or about the time, are true now. */
function isNow(filter: RequestFilter, item: KnownRequest, now: number): boolean {
  const { status, approver, policy, severity, olderThan, newerThan, dueWithin } = filter;
  const { policies, policiesIncomplete, approvers, approversIncomplete, dueAt, begunAt } = item;
  const isPending = item.status === 'pending';
  return (
    (status === undefined || (status === 'ended' ? !isPending : item.status === status)) &&
    isAny(approver, approvers, approversIncomplete) &&
    isAny(policy, policies, policiesIncomplete) &&
    isAny(severity, item.severity && [item.severity]) &&
    (olderThan === undefined || now - begunAt > toMilliseconds(olderThan)) &&
    (newerThan === undefined || now - begunAt < toMilliseconds(newerThan)) &&
    (dueWithin === undefined ||
      (isPending && dueAt !== undefined && dueAt <= now + toMilliseconds(dueWithin)))
  );
}

/** Whether any wanted value is among the known ones. `isPart`: not all are known. */
export function isAny(
  wanted: string | readonly string[] | undefined,
  known: readonly string[] = [],
  isPart = false,
): boolean {
  if (wanted === undefined || isPart) return true;
  return typeof wanted === 'string' ? known.includes(wanted) : wanted.some((each) => known.includes(each));
}

/** Whether the reader could read a request when the index last read it. */
function readableFrom(admin: AdminContext, who: Principal) {
  const reach = readAccessOf(admin.settings.access, who);
  const names = new Set(namesOf(who));
  return ({ requesterId, approvers = [] }: KnownRequest): boolean =>
    reach.all ||
    (reach.own && requesterId === who.name) ||
    (reach.team && approvers.some((name) => names.has(name)));
}

async function findByName(
  search: string,
  filter: SearchFilter,
  limit: number,
  list: SearchSource['list'],
): Promise<RequestItem[]> {
  const name = search.trim();
  const pattern = [`${name}*`, name].find((each) => NamePatternSchema.safeParse(each).success);
  if (pattern === undefined) return [];
  const more = [{ action: pattern }, { resource: pattern }, { requesterId: pattern }, { runId: name }];
  const fits = more.filter((each) => Object.keys(each).every((key) => !(key in filter)));
  const pages = await Promise.all(fits.map((each) => list({ ...filter, ...each, limit })));
  return pages.flatMap(({ items }) => items);
}
