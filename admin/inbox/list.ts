import { LRUCache } from 'lru-cache';
import type { RequestFilter, RequestItem } from '../../client';
import { defined } from '../../contract/defined';
import { REQUEST_KINDS, type RequestKind } from '../../contract/names';
import type { Principal } from '../access/principal';
import { countRequests, listRequests } from '../access/requests';
import type { AdminContext } from '../http/context';
import { withQuery } from './addresses';
import type { Visit } from './visit';

/*
 * The lists of the inbox, and how many requests are pending in each.
 */

const PAGE_SIZE = 50;

export const LISTS = ['mine', 'teams', 'all'] as const;
type ListName = (typeof LISTS)[number];

/** The list of the inbox that an address asks for. */
export interface InboxQuery {
  show: ListName;
  status: 'pending' | 'decided';
  kind?: RequestKind;
  cursor?: string;
}

/** Reads the query of an address. Invalid values are ignored. */
export function inboxQuery(params: URLSearchParams): InboxQuery {
  const one = (name: string) => params.get(name) ?? undefined;
  const kind = REQUEST_KINDS.find((each) => each === one('kind'));
  const cursor = one('cursor');
  return {
    show: LISTS.find((show) => show === one('show')) ?? 'mine',
    status: one('status') === 'decided' ? 'decided' : 'pending',
    ...defined({ kind }),
    ...(cursor && { cursor }),
  };
}

/** The address of a list. Default values are left out. */
export function inboxAt({ show, status, kind, cursor }: InboxQuery): string {
  return withQuery('/', {
    ...(show !== 'mine' && { show }),
    ...(status !== 'pending' && { status }),
    kind,
    cursor,
  });
}

export interface InboxList {
  items: RequestItem[];
  next?: string;
  /** The number of pending requests in each list. A list that does not exist for the reader is left out. */
  pending: Partial<Record<ListName, number>>;
}

/** One page of a list, and the number of pending requests in every list. */
export async function readInbox(visit: Visit, query: InboxQuery): Promise<InboxList> {
  const { admin, who } = visit;
  const { show, status, kind, cursor } = query;
  const filter = filterOf(visit, show);
  const options = { ...defined({ kind }), ...(cursor && { cursor }), limit: PAGE_SIZE };
  const order =
    status === 'pending' ? ({ status, order: 'deadline' } as const) : ({ status: 'ended' } as const);
  const [list, ...counts] = await Promise.all([
    filter ? listRequests(admin, who, { ...filter, ...options, ...order }) : { items: [] },
    ...LISTS.map(async (each) => {
      const listFilter = filterOf(visit, each);
      if (listFilter === undefined) return undefined;
      const count = () => countRequests(admin, who, { ...listFilter, status: 'pending' });
      return [each, await pendingCount(admin, who, each, count)] as const;
    }),
  ]);
  return {
    items: list.items,
    ...('nextCursor' in list &&
      list.nextCursor !== undefined && { next: inboxAt({ ...query, cursor: list.nextCursor }) }),
    pending: Object.fromEntries(counts.filter((count) => count !== undefined)),
  };
}

/** Undefined if the reader has no such list. */
function filterOf({ who }: Visit, show: ListName): Pick<RequestFilter, 'approver'> | undefined {
  if (show === 'all') return {};
  if (show === 'mine') return { approver: 'me' };
  return who.teams && who.teams.length > 0 ? { approver: [...who.teams] } : undefined;
}

/** Above this, counting is too slow for a page load. */
const MAX_COUNTED = 1_000;
/** A cached count is refreshed when it is this many times older than counting took. */
const REFRESH_FACTOR = 100;
const MAX_CACHED = 1_000;

interface CachedCount {
  count: number;
  at: number;
  tookMs: number;
}

const caches = new WeakMap<AdminContext, LRUCache<string, CachedCount>>();

/**
 * The result of `count`. A large count comes from the cache and is refreshed in the background. A small count is taken
 * at every visit.
 */
async function pendingCount(
  admin: AdminContext,
  { account, name, teams }: Principal,
  list: string,
  count: () => Promise<number>,
): Promise<number> {
  const cache = caches.get(admin) ?? new LRUCache<string, CachedCount>({ max: MAX_CACHED });
  caches.set(admin, cache);
  const key = JSON.stringify([list, account, name, teams]);
  const cached = cache.get(key);
  if (cached === undefined) return countNow(cache, key, count);
  if (Date.now() - cached.at > cached.tookMs * REFRESH_FACTOR) {
    // One refresh at a time: other visitors get the cached count meanwhile.
    cache.set(key, { ...cached, at: Date.now() });
    countNow(cache, key, count).catch(() => {});
  }
  return cached.count;
}

async function countNow(
  cache: LRUCache<string, CachedCount>,
  key: string,
  count: () => Promise<number>,
): Promise<number> {
  const begun = Date.now();
  const counted = await count();
  if (counted > MAX_COUNTED) cache.set(key, { count: counted, at: Date.now(), tookMs: Date.now() - begun });
  else cache.delete(key);
  return counted;
}
