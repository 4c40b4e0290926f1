import type { Client } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import { MAX_DURATION_MS } from '../../contract/duration';
import { countOf, type Page, pageOf, type Position } from '../temporal/page';
import { queryTime } from '../temporal/query-terms';
import type { Row } from '../temporal/row';
import { type RequestItem, toRequestItem } from './query';

/** The server cannot sort by a search attribute, so rows are sorted here. About this many rows are fetched at a time. */
const WINDOW_ROWS = 200;
const MIN_WINDOW_MS = 1_000;

/**
 * The end of each list's first window when it was last read. It is only a first guess: finding it takes about thirty
 * counts when many requests are pending.
 */
const lastWindows = new WeakMap<Client, LRUCache<string, number>>();
const MAX_WINDOWS = 1_000;

interface DeadlineOptions {
  now?: number;
  windowRows?: number;
  /** The item of a row, or nothing if the list leaves it out. */
  toItem?: (row: Row) => RequestItem | undefined;
}

/** The first `limit` requests after `from`, soonest deadline first. Requests without a plan come last. */
export async function listByDeadline(
  client: Client,
  query: string,
  limit: number,
  from: Position | undefined,
  options: DeadlineOptions = {},
): Promise<{ items: RequestItem[]; next?: Position }> {
  const { now = Date.now(), windowRows = Math.max(WINDOW_ROWS, 2 * limit), toItem = toRequestItem } = options;
  const listPage: ListPage = (term, size, token) =>
    pageOf(client, `${query} AND ${term}`, size, toItem, token);
  if (from && 'token' in from) return listUnplanned(listPage, limit, from.token);
  const end = now + 2 * MAX_DURATION_MS;
  const items: RequestItem[] = [];
  let begin = from?.deadline ?? 0;
  let guess = lastWindows.get(client)?.get(query) ?? end;
  let isOver = false;
  while (items.length <= limit && !isOver) {
    let until = guess > begin ? Math.min(guess, end) : end;
    const term = () => (until === end ? since(begin) : within(begin, until));
    let window = await listPage(term(), windowRows);
    if (window.token !== undefined) {
      const enough = limit + 1 - items.length;
      until = await narrower(client, query, { begin, until, enough, windowRows });
      window = { items: await listAll(listPage, term()) };
    }
    items.push(...window.items.filter((item) => !from || isAfter(item, from)).sort(byDeadline));
    isOver = until === end;
    begin = until;
    guess = end;
  }
  if (!from) rememberWindow(client, query, isOver ? undefined : begin);
  const page = items.slice(0, limit);
  const last = page.at(-1);
  if (last && items.length > limit) return { items: page, next: positionOf(last) };
  const rest = await listUnplanned(listPage, Math.max(1, limit - page.length), '');
  if (page.length < limit || rest.items.length === 0) return { ...rest, items: [...page, ...rest.items] };
  return { items: page, next: { token: '' } };
}

function rememberWindow(client: Client, query: string, until: number | undefined): void {
  const windows = lastWindows.get(client) ?? new LRUCache<string, number>({ max: MAX_WINDOWS });
  lastWindows.set(client, windows);
  if (until === undefined) windows.delete(query);
  else windows.set(query, until);
}

/** Finds an earlier end for a window with too many rows, by bisection: enough rows for a page, but not too many. */
async function narrower(
  client: Client,
  query: string,
  { begin, until, enough, windowRows }: { begin: number; until: number; enough: number; windowRows: number },
): Promise<number> {
  let [tooFew, tooMany] = [begin, until];
  while (tooMany - tooFew > MIN_WINDOW_MS) {
    const middle = tooFew + Math.floor((tooMany - tooFew) / 2);
    const count = await countOf(client, `${query} AND ${within(begin, middle)}`);
    if (count > windowRows) tooMany = middle;
    else if (count < enough) tooFew = middle;
    else return middle;
  }
  return tooMany;
}

type ListPage = (term: string, size: number, token?: string) => Promise<Page<RequestItem>>;

async function listAll(listPage: ListPage, term: string): Promise<RequestItem[]> {
  const items: RequestItem[] = [];
  let token: string | undefined = '';
  while (token !== undefined) {
    const page: Page<RequestItem> = await listPage(term, WINDOW_ROWS, token);
    items.push(...page.items);
    token = page.token;
  }
  return items;
}

async function listUnplanned(listPage: ListPage, limit: number, token: string) {
  const page = await listPage('HitlExpiresAt IS NULL', limit, token);
  return { items: page.items, ...(page.token && { next: { token: page.token } }) };
}

/** Has no upper bound: a workflow started by hand may have any deadline. */
function since(begin: number): string {
  return `HitlExpiresAt >= ${queryTime(begin)}`;
}

function within(begin: number, until: number): string {
  return `${since(begin)} AND HitlExpiresAt < ${queryTime(until)}`;
}

function positionOf({ expiresAt, id }: RequestItem): { deadline: number; id: string } {
  return { deadline: Date.parse(expiresAt ?? ''), id };
}

function byDeadline(a: RequestItem, b: RequestItem): number {
  return positionOf(a).deadline - positionOf(b).deadline || (a.id < b.id ? -1 : 1);
}

function isAfter(item: RequestItem, { deadline, id }: { deadline: number; id: string }): boolean {
  const own = positionOf(item);
  return own.deadline > deadline || (own.deadline === deadline && item.id > id);
}
