import type { Client } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import { MAX_DURATION_MS } from '../../contract/duration';
import type { Place } from './cursor';
import { countOf, type Page, pageOf } from './page';
import { queryTime } from './query-terms';
import type { Row } from './row';

/** How many rows are fetched at a time, about. The server cannot sort by our times, so rows are sorted here. */
const WINDOW_ROWS = 200;
const MIN_WINDOW_MS = 1_000;

/**
 * The end of each list's first window when it was last read, by the list as written. It is only a first guess: finding it
 * takes about thirty counts when many requests are pending.
 */
const lastWindows = new WeakMap<Client, LRUCache<string, number>>();
const MAX_WINDOWS = 1_000;

/** A list in the order of a time: the soonest deadline first, or the oldest item. */
export interface TimedList<Item> {
  by: 'HitlExpiresAt' | 'StartTime';
  /** That time of an item, in ISO 8601. */
  timeOf: (item: Item) => string | undefined;
  /** The item of a row, or nothing if the list leaves it out. */
  toItem: (row: Row) => Item | undefined;
  query: string;
  /** The list as written, which is the same for each of its pages. */
  name: string;
}

interface TimeOptions {
  now?: number;
  windowRows?: number;
}

/** The first `limit` items after `from`, earliest time first. Items that have no such time come last. */
export async function listByTime<Item extends Identified>(
  client: Client,
  list: TimedList<Item>,
  limit: number,
  from: Place | undefined,
  options: TimeOptions = {},
): Promise<{ items: Item[]; next?: Place }> {
  const { now = Date.now(), windowRows = Math.max(WINDOW_ROWS, 2 * limit) } = options;
  const listPage: ListPage<Item> = (term, size, token) =>
    pageOf(client, `${list.query} AND ${term}`, size, list.toItem, token);
  const after = from && 'time' in from ? from : undefined;
  if (from && 'token' in from) return listTimeless(listPage, list, limit, from.token);
  const end = now + 2 * MAX_DURATION_MS;
  const items: Item[] = [];
  let begin = after?.time ?? 0;
  let guess = lastWindows.get(client)?.get(list.name) ?? end;
  let isOver = false;
  while (items.length <= limit && !isOver) {
    let until = guess > begin ? Math.min(guess, end) : end;
    const term = () => (until === end ? since(list, begin) : within(list, begin, until));
    let window = await listPage(term(), windowRows);
    if (window.token !== undefined) {
      const enough = limit + 1 - items.length;
      until = await narrower(client, list, { now, begin, until, enough, windowRows });
      window = { items: await listAll(listPage, term()) };
    }
    items.push(...window.items.filter((item) => !after || isAfter(list, item, after)).sort(byTime(list)));
    isOver = until === end;
    begin = until;
    guess = end;
  }
  if (!from) rememberWindow(client, list.name, isOver ? undefined : begin);
  const page = items.slice(0, limit);
  const last = page.at(-1);
  if (last && items.length > limit) return { items: page, next: positionOf(list, last) };
  const rest = await listTimeless(listPage, list, Math.max(1, limit - page.length), '');
  if (page.length < limit || rest.items.length === 0) return { ...rest, items: [...page, ...rest.items] };
  return { items: page, next: { token: '' } };
}

function rememberWindow(client: Client, name: string, until: number | undefined): void {
  const windows = lastWindows.get(client) ?? new LRUCache<string, number>({ max: MAX_WINDOWS });
  lastWindows.set(client, windows);
  if (until === undefined) windows.delete(name);
  else windows.set(name, until);
}

/**
 * Finds an earlier end for a window with too many rows, by bisection: enough rows for a page, but not too many. Times near now
 * are tried first, because a window may be of years, and each try is a count.
 */
async function narrower<Item>(
  client: Client,
  list: TimedList<Item>,
  { now, begin, until, enough, windowRows }: WindowOptions,
): Promise<number> {
  let [tooFew, tooMany] = [begin, until];
  while (tooMany - tooFew > MIN_WINDOW_MS) {
    const middle = Math.floor(middleOf(tooFew, tooMany, now));
    const count = await countOf(client, `${list.query} AND ${within(list, begin, middle)}`);
    if (count > windowRows) tooMany = middle;
    else if (count < enough) tooFew = middle;
    else return middle;
  }
  return tooMany;
}

interface WindowOptions {
  now: number;
  begin: number;
  until: number;
  enough: number;
  windowRows: number;
}

/** A time between the two. If one is much further from now than the other, its distance is divided rather than halved. */
function middleOf(from: number, to: number, now: number): number {
  if (from < now && now < to) return now;
  const [near, far] = [from, to].map((time) => Math.abs(time - now) + MIN_WINDOW_MS).sort((a, b) => a - b);
  const isFar = near !== undefined && far !== undefined && far > 4 * near;
  if (!isFar) return from + (to - from) / 2;
  return from < now ? now - Math.sqrt(near * far) : now + Math.sqrt(near * far);
}

interface Identified {
  id: string;
}

type ListPage<Item> = (term: string, size: number, token?: string) => Promise<Page<Item>>;

async function listAll<Item>(listPage: ListPage<Item>, term: string): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined = '';
  while (token !== undefined) {
    const page: Page<Item> = await listPage(term, WINDOW_ROWS, token);
    items.push(...page.items);
    token = page.token;
  }
  return items;
}

async function listTimeless<Item>(
  listPage: ListPage<Item>,
  { by }: TimedList<Item>,
  limit: number,
  token: string,
): Promise<{ items: Item[]; next?: Place }> {
  if (by === 'StartTime') return { items: [] };
  const page = await listPage(`${by} IS NULL`, limit, token);
  return { items: page.items, ...(page.token && { next: { token: page.token } }) };
}

/** Has no upper bound: a workflow started by hand may have any deadline. */
function since({ by }: Pick<TimedList<never>, 'by'>, begin: number): string {
  return `${by} >= ${queryTime(begin)}`;
}

function within(list: Pick<TimedList<never>, 'by'>, begin: number, until: number): string {
  return `${since(list, begin)} AND ${list.by} < ${queryTime(until)}`;
}

function positionOf<Item extends Identified>({ timeOf }: TimedList<Item>, item: Item) {
  return { time: Date.parse(timeOf(item) ?? ''), id: item.id };
}

function byTime<Item extends Identified>(list: TimedList<Item>) {
  return (a: Item, b: Item): number =>
    positionOf(list, a).time - positionOf(list, b).time || (a.id < b.id ? -1 : 1);
}

function isAfter<Item extends Identified>(
  list: TimedList<Item>,
  item: Item,
  { time, id }: { time: number; id: string },
): boolean {
  const own = positionOf(list, item);
  return own.time > time || (own.time === time && item.id > id);
}
