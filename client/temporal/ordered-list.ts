import type { Client } from '@temporalio/client';
import { defined } from '../../contract/defined';
import type { SearchAttributeName } from '../../contract/names';
import type { ListPage, Searched } from '../../contract/records/lists';
import { SearchSchema } from '../../contract/search-pattern';
import { havingWords, type SearchedRow, wordsOf } from '../../rules/requests/search-words';
import { checked } from '../input';
import { fromCursor, isPlace, type Place, type Position, type Scanned, toCursor } from './cursor';
import { listByGroup } from './list-by-group';
import { listByTime } from './list-by-time';
import { checkedLimit, countOf, pageOf, type PageOptions } from './page';
import type { Row } from './row';

/** The order of a list: the server's own, by a time, or by groups of a search attribute. */
export type Order<Item> =
  | 'newest'
  | { by: 'HitlExpiresAt' | 'StartTime'; timeOf: (item: Item) => string | undefined }
  | { attribute: SearchAttributeName; values: readonly string[] };

/** Which rows a list contains and in which order. */
export interface OrderedList<Item> {
  query: string;
  /** The filter and the order as written. A cursor is valid only for the same list. */
  list: object;
  order: Order<Item>;
  /** The item of a row, or nothing if the list leaves it out. */
  toItem: (row: Row) => Item | undefined;
}

/** A page of a list. `searched`: only for a search by words. */
export type SearchedPage<Item> = ListPage<Item> & { searched?: Searched };

/** Reads a page of a list. Throws like `listRequests`. */
export async function readList<Item extends { id: string }>(
  client: Client,
  { list, ...source }: OrderedList<Item>,
  { limit, cursor }: PageOptions,
): Promise<ListPage<Item>> {
  const size = checkedLimit(limit);
  const from = cursor === undefined ? undefined : fromCursor(cursor, list);
  const { items, next } = await pagesOf(client, { ...source, list })(size, placeIn(from));
  return { items, ...defined({ nextCursor: next && toCursor(list, next) }) };
}

/** Reads a page of the items that have all these words, in the order of the list. Throws like `listRequests`. */
export async function searchList<Item extends { id: string }>(
  client: Client,
  { list: filter, ...source }: OrderedList<Item> & { searchedOf: (item: Item) => SearchedRow },
  { search, limit, cursor }: PageOptions & { search: string },
): Promise<SearchedPage<Item>> {
  const words = wordsOf(checked(SearchSchema, search, 'search'));
  const size = checkedLimit(limit);
  const list = { ...filter, search: search.trim() };
  const from = cursor === undefined ? undefined : fromCursor(cursor, list);
  const begun = from && 'rows' in from ? from : { rows: 0 };
  const hasWords = havingWords(words);
  const isMeant = (item: Item) => hasWords(source.searchedOf(item));
  const { items, rows, next } = await scan(pagesOf(client, { ...source, list }), isMeant, size, begun);
  const of = next === undefined ? rows : Math.max(rows, await countOf(client, source.query));
  const isAll = from === undefined && next === undefined;
  const searched = { rows, of, ...(isAll && { matches: items.length }) };
  return { items, ...defined({ nextCursor: next && toCursor(list, next) }), searched };
}

/** Reads one page of the list from a place on, or from its beginning. */
type Pages<Item> = (limit: number, from?: Place) => Promise<{ items: Item[]; next?: Place }>;

function pagesOf<Item extends { id: string }>(
  client: Client,
  { query, order, list, toItem }: OrderedList<Item>,
): Pages<Item> {
  if (order === 'newest')
    return async (limit, from) => {
      const at = from && 'token' in from ? from.token : undefined;
      const { items, token } = await pageOf(client, query, limit, toItem, at);
      return { items, ...(token && { next: { token } }) };
    };
  if ('attribute' in order)
    return (limit, from) => listByGroup(client, { query, ...order, toItem }, limit, from);
  const timed = { query, ...order, toItem, name: JSON.stringify(list) };
  return (limit, from) => listByTime(client, timed, limit, from);
}

function placeIn(from: Position | undefined): Place | undefined {
  return from && isPlace(from) ? from : undefined;
}

/** How many rows a page of a search reads at most. */
const MAX_SCANNED = 20_000;
const SCAN_PAGE = 1_000;

/** Temporal cannot search memos, so the rows are read and compared here. */
async function scan<Item extends { id: string }>(
  pages: Pages<Item>,
  isMeant: (item: Item) => boolean,
  limit: number,
  begun: Scanned,
): Promise<{ items: Item[]; rows: number; next?: Scanned }> {
  const found: Item[] = [];
  let at: Scanned | undefined = begun;
  let rows = begun.rows;
  while (at !== undefined && rows - begun.rows < MAX_SCANNED) {
    const place: Scanned = at;
    const page: Awaited<ReturnType<Pages<Item>>> = await pages(SCAN_PAGE, place.from);
    // If the row has moved since, the page is listed again from its beginning, so that no row is lost.
    const matches = page.items
      .slice(page.items.findIndex(({ id }) => id === place.after) + 1)
      .filter(isMeant);
    const taken = matches.slice(0, limit - found.length);
    found.push(...taken);
    rows += page.items.length;
    if (taken.length < matches.length)
      return { items: found, rows, next: { ...place, ...defined({ after: taken.at(-1)?.id }) } };
    at = page.next && { from: page.next, rows };
  }
  return { items: found, rows, ...defined({ next: at }) };
}
