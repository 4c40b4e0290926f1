import type { ListOptions, RequestItem, RequestList } from '../../client';
import { checkSearch } from '../../client/requests/list';
import { NamePatternSchema } from '../../contract/search-pattern';
import { wordsOf } from '../../rules/requests/search-words';
import type { AdminContext } from '../http/context';
import { readAccessOf } from './permissions';
import { namesOf, type Principal } from './principal';
import { type Candidate, SearchIndex } from './search-index';

/*
 * Search by words. The index only proposes requests. Each is then listed like any other, with the reader's permissions and
 * its present status.
 */

const indexes = new WeakMap<AdminContext, SearchIndex>();

function indexOf(admin: AdminContext): SearchIndex {
  const index = indexes.get(admin) ?? new SearchIndex(admin.approvals);
  indexes.set(admin, index);
  return index;
}

type SearchOptions = Omit<ListOptions, 'concerning' | 'ids' | 'search'>;

interface SearchSource {
  /** Lists requests that the reader may read. */
  list: (options: Omit<ListOptions, 'concerning' | 'search'>) => Promise<RequestList>;
  /** About how many requests the reader may read. */
  count: () => Promise<number>;
}

/** As many ids fit into one query. */
const BATCH = 100;
const AT_ONCE = 4;
/** After this time a search returns what it has found. */
const TIMEOUT_MS = 1_500;
const MAX_LIMIT = 50;

/** The requests with all words of `search` that the principal may read, the newest first. Throws like `listRequests`. */
export async function searchRequests(
  admin: AdminContext,
  who: Principal,
  search: string,
  options: SearchOptions,
  { list, count }: SearchSource,
): Promise<RequestList> {
  checkSearch({ ...options, search });
  const { limit = MAX_LIMIT, ...filter } = options;
  const giveUpAt = Date.now() + TIMEOUT_MS;
  const index = indexOf(admin);
  await index.update();
  const { first, others } = candidatesFor(admin, who, index.find(wordsOf(search)));
  const found = new Map<string, RequestItem>();
  const ids = [...first, ...others].map(({ id }) => id);
  let tried = 0;
  while (tried < ids.length && found.size <= limit && Date.now() < giveUpAt) {
    // Usually the first matches are enough.
    const batches = batchesOf(ids.slice(tried), tried === 0 ? Math.min(limit + 1, BATCH) : BATCH * AT_ONCE);
    const pages = await Promise.all(batches.map((batch) => list({ ...filter, ids: batch, limit: BATCH })));
    const items = pages.flatMap((page) => page.items);
    index.add(items);
    for (const item of items) found.set(item.id, item);
    tried += batches.flat().length;
  }
  if (!index.isComplete)
    for (const item of await byName(search, filter, limit, list)) found.set(item.id, item);
  const items = [...found.values()].sort((a, b) => (a.requestedAt < b.requestedAt ? 1 : -1));
  const rows = index.count(isProbablyReadable(admin, who));
  const of = index.isComplete ? rows : Math.max(rows, await count());
  // What the reader may not read is not counted.
  const more = items.length > limit || tried < first.length ? { more: true as const } : {};
  return { items: items.slice(0, limit), searched: { rows, of, ...more } };
}

/** The first `size` ids, in batches. */
function batchesOf(ids: readonly string[], size: number): string[][] {
  const batches: string[][] = [];
  for (let from = 0; from < Math.min(size, ids.length); from += BATCH)
    batches.push(ids.slice(from, Math.min(from + BATCH, size)));
  return batches;
}

/** First those that the reader could read when the index last read them. */
function candidatesFor(admin: AdminContext, who: Principal, all: Candidate[]) {
  const isReadable = isProbablyReadable(admin, who);
  return { first: all.filter(isReadable), others: all.filter((candidate) => !isReadable(candidate)) };
}

function isProbablyReadable(admin: AdminContext, who: Principal) {
  const reach = readAccessOf(admin.settings.access, who);
  const names = new Set(namesOf(who));
  return ({ requesterId, approvers }: Pick<Candidate, 'requesterId' | 'approvers'>): boolean =>
    reach.all ||
    (reach.own && requesterId === who.name) ||
    (reach.team && approvers.some((name) => names.has(name)));
}

/** What Temporal finds by itself, while the index is not complete. */
async function byName(
  search: string,
  filter: SearchOptions,
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
