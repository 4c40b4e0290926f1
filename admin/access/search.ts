import type { ListOptions, RequestFilter, RequestItem, RequestList } from '../../client';
import { checked } from '../../client/input';
import { filterFor } from '../../client/requests/list';
import { fromCursor, type Ranked, toCursor } from '../../client/temporal/cursor';
import { checkedLimit } from '../../client/temporal/page';
import { defined } from '../../contract/defined';
import { InvalidInput } from '../../contract/errors';
import { REQUEST_ORDERS, type RequestOrder } from '../../contract/names';
import { NamePatternSchema, SearchSchema } from '../../contract/search-pattern';
import { wordsOf } from '../../rules/requests/search-words';
import type { AdminContext } from '../http/context';
import { readAccessOf } from './permissions';
import { expandMe, namesOf, type Principal } from './principal';
import { type Candidate, SearchIndex } from './search-index';
import { byPlace, matchOf, placeOf, rankedIn } from './search-order';

/*
 * Search by words. The index only proposes requests, in the order of the list. Each is then listed like any other, with the
 * reader's permissions and its present status.
 */

const indexes = new WeakMap<AdminContext, SearchIndex>();

function indexOf(admin: AdminContext): SearchIndex {
  const index = indexes.get(admin) ?? new SearchIndex(admin.approvals);
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

/** A proposed request. Its place follows what Temporal says of it, once it is listed. */
interface Proposed extends Ranked {
  isLikely: boolean;
  item?: RequestItem;
}

/** As many ids fit into one query. */
const BATCH = 100;
const AT_ONCE = 4;
/** After this time a search returns what it has found, and a cursor for the rest. */
const TIMEOUT_MS = 1_500;
/** So long it tries requests that match only if they have changed since the index read them. */
const UNLIKELY_TIMEOUT_MS = 200;

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
  const words = wordsOf(checked(SearchSchema, search, 'search'));
  const size = checkedLimit(limit);
  if (!REQUEST_ORDERS.includes(order))
    throw new InvalidInput(`order: must be one of ${REQUEST_ORDERS.join(', ')}`);
  const filter: SearchFilter = filterFor(order, given);
  const named = { ...filter, order, search: search.trim(), of: 'search' };
  const after = cursor === undefined ? undefined : rankedIn(fromCursor(cursor, named));
  const index = indexOf(admin);
  const begun = Date.now();
  await index.update();
  const isReadable = readableFrom(admin, who);
  const own = { ...filter, ...defined({ approver: filter.approver && expandMe(filter.approver, who) }) };
  const proposed = index.find(words).flatMap((candidate): Proposed[] => {
    const match = matchOf(own, candidate, begun);
    const isLikely = match === 'likely' && isReadable(candidate);
    return match === 'never' ? [] : [{ ...placeOf(order, candidate, isLikely), isLikely }];
  });
  const likely = proposed.filter((each) => each.isLikely).length;
  const all = new Map(proposed.map((each) => [each.id, each]));
  if (!index.isComplete) {
    const byNames = await byName(search, filter, size, list);
    for (const item of byNames) all.set(item.id, { ...placeOf(order, item, true), isLikely: true, item });
  }
  const left = [...all.values()].filter((each) => after === undefined || byPlace(each, after) > 0);
  const listIds = (ids: string[]) => list({ ...filter, ids, limit: BATCH });
  const { items, next, gone, news } = await readPage(left, { order, size, begun, list: listIds });
  index.add(news);
  const rows = index.count(isReadable);
  const of = index.isComplete ? rows : Math.max(rows, await count());
  const isAll = after === undefined && next === undefined;
  const matches = isAll ? items.length : likely - gone;
  return {
    items,
    ...defined({ nextCursor: next && toCursor(named, next) }),
    searched: { rows, of, matches },
  };
}

interface PageRead {
  order: RequestOrder;
  size: number;
  begun: number;
  list: (ids: string[]) => Promise<RequestList>;
}

/**
 * The first `size` of the proposed requests that Temporal lists. Usually one query is enough. A request that has another
 * place than the index believed moves there.
 */
async function readPage(proposed: Proposed[], { order, size, begun, list }: PageRead) {
  let sorted = proposed.sort(byPlace);
  let gone = 0;
  let passed: Ranked | undefined;
  for (let round = 0; ; round++) {
    const head = sorted.slice(0, size + 1);
    const unread = head.find(({ item }) => item === undefined);
    const time = unread?.isLikely === false ? UNLIKELY_TIMEOUT_MS : TIMEOUT_MS;
    const isLate = unread !== undefined && round > 0 && Date.now() - begun > time;
    if (unread === undefined || isLate) {
      const known = isLate && unread.isLikely ? head.slice(0, head.indexOf(unread)) : head;
      const items = known.flatMap(({ item }) => item ?? []).slice(0, size);
      const last = known.filter(({ item }) => item !== undefined).at(items.length - 1);
      // What the reader perhaps may not read leads to no further page.
      const hasMore = isLate ? unread.isLikely : head.length > size;
      const next = hasMore ? (last ?? passed) : undefined;
      // An unlikely one that is not shown would become likely, before the next page, and so be lost.
      const likely = sorted.filter(({ isLikely, item }) => isLikely && item !== undefined);
      const news = [...items, ...likely.flatMap(({ item }) => item ?? [])];
      return { items, gone, news, ...(next && { next: { rank: next.rank, time: next.time, id: next.id } }) };
    }
    const batch = sorted
      .filter(({ item }) => item === undefined)
      .slice(0, round === 0 ? Math.min(size + 1, BATCH * AT_ONCE) : BATCH * AT_ONCE);
    const pages = await Promise.all(batchesOf(batch.map(({ id }) => id)).map(list));
    const listed = new Map(pages.flatMap(({ items }) => items.map((item) => [item.id, item])));
    const read = new Set(batch);
    const found = batch.flatMap((each): Proposed[] => {
      const item = listed.get(each.id);
      return item ? [{ ...each, ...placeOf(order, item, each.isLikely), item }] : [];
    });
    gone += batch.filter(({ id, isLikely }) => isLikely && !listed.has(id)).length;
    passed = batch.at(-1);
    // Almost sorted, so that sorting takes little time.
    sorted = [...found, ...sorted.filter((each) => !read.has(each))].sort(byPlace);
  }
}

function batchesOf(ids: readonly string[]): string[][] {
  const batches: string[][] = [];
  for (let from = 0; from < ids.length; from += BATCH) batches.push(ids.slice(from, from + BATCH));
  return batches;
}

/** Whether the reader could read a request when the index last read it. */
function readableFrom(admin: AdminContext, who: Principal) {
  const reach = readAccessOf(admin.settings.access, who);
  const names = new Set(namesOf(who));
  return ({ requesterId, approvers = [] }: Pick<Candidate, 'requesterId' | 'approvers'>): boolean =>
    reach.all ||
    (reach.own && requesterId === who.name) ||
    (reach.team && approvers.some((name) => names.has(name)));
}

/** What Temporal finds by itself, while the index is not complete. */
async function byName(
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
