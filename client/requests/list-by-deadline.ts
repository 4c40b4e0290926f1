import type { Client } from '@temporalio/client';
import { LONGEST_DURATION } from '../../contract/duration';
import type { Position } from '../temporal/list-cursor';
import { countOf, listPage, type RequestItem } from './list-page';
import { queryTime } from '../temporal/query-terms';

/** The server cannot sort by a search attribute: what is fetched to be sorted here is kept to about this many rows. */
const WINDOW_ROWS = 200;
const SHORTEST_WINDOW_MS = 1_000;
/** A window that held too little for a page is followed by one so many times as long. */
const GROWTH = 8;

/**
 * How long a window held enough the last time, for each list: where many are pending, finding that out would take most
 * of the time. Nothing but a guess.
 */
const lastSpans = new WeakMap<Client, Map<string, number>>();
const MOST_SPANS = 1_000;

/** The first `limit` requests after `from`, soonest deadline first; those nobody planned yet come last. */
export async function listByDeadline(
  client: Client,
  query: string,
  limit: number,
  from: Position | undefined,
  { now = Date.now(), windowRows = Math.max(WINDOW_ROWS, 2 * limit) } = {},
): Promise<{ items: RequestItem[]; next?: Position }> {
  if (from && 'token' in from) return listUnplanned(client, query, limit, from.token);
  const end = now + 2 * LONGEST_DURATION;
  const items: RequestItem[] = [];
  let begin = from?.deadline ?? 0;
  let span = lastSpans.get(client)?.get(query) ?? Infinity;
  while (items.length <= limit && begin < end) {
    const near = Math.max(begin, now);
    let until = Math.min(end, near + span);
    let window = await listPage(client, `${query} AND ${within(begin, until)}`, windowRows);
    if (window.token !== undefined) {
      until = await windowFrom(client, query, { begin, end: until, now, windowRows });
      window = { items: await listAll(client, `${query} AND ${within(begin, until)}`) };
    }
    items.push(...window.items.filter((item) => !from || isAfter(item, from)).sort(byDeadline));
    if (until > near && until < end) span = until - near;
    if (items.length <= limit) span *= GROWTH;
    begin = until;
  }
  rememberSpan(client, query, span);
  const page = items.slice(0, limit);
  const last = page.at(-1);
  if (last && items.length > limit) return { items: page, next: positionOf(last) };
  const rest = await listUnplanned(client, query, Math.max(1, limit - page.length), '');
  if (page.length < limit || rest.items.length === 0) return { ...rest, items: [...page, ...rest.items] };
  return { items: page, next: { token: '' } };
}

function rememberSpan(client: Client, query: string, span: number): void {
  const spans = lastSpans.get(client) ?? new Map<string, number>();
  lastSpans.set(client, spans);
  // The latest last, so that the first is the one not asked for longest.
  spans.delete(query);
  if (span !== Infinity) spans.set(query, span);
  const [oldest] = spans.keys();
  if (spans.size > MOST_SPANS && oldest !== undefined) spans.delete(oldest);
}

/** Where the next window ends: as far away as keeps it small. Deadlines are mostly near, so it shrinks quickly. */
async function windowFrom(
  client: Client,
  query: string,
  { begin, end, now, windowRows }: { begin: number; end: number; now: number; windowRows: number },
): Promise<number> {
  const near = Math.max(begin, now);
  for (let until = end; ;) {
    if (until - begin <= SHORTEST_WINDOW_MS) return until;
    if ((await countOf(client, `${query} AND ${within(begin, until)}`)) <= windowRows) return until;
    if (until - near > SHORTEST_WINDOW_MS) until = near + Math.floor((until - near) / 8);
    // All of them are overdue, while no worker is there to end them.
    else if (until > now && begin < now) until = now;
    else until = begin + Math.floor((until - begin) / 2);
  }
}

async function listAll(client: Client, query: string): Promise<RequestItem[]> {
  const items: RequestItem[] = [];
  let token: string | undefined = '';
  while (token !== undefined) {
    const page: Awaited<ReturnType<typeof listPage>> = await listPage(client, query, WINDOW_ROWS, token);
    items.push(...page.items);
    token = page.token;
  }
  return items;
}

async function listUnplanned(client: Client, query: string, limit: number, token: string) {
  const page = await listPage(client, `${query} AND HitlExpiresAt IS NULL`, limit, token);
  return { items: page.items, ...(page.token && { next: { token: page.token } }) };
}

function within(begin: number, until: number): string {
  return `HitlExpiresAt >= ${queryTime(begin)} AND HitlExpiresAt < ${queryTime(until)}`;
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
