import type { Client } from '@temporalio/client';
import { LONGEST_DURATION } from '../../contract/duration';
import type { Position } from '../temporal/list-cursor';
import { countOf, listPage, type RequestItem } from './list-page';
import { queryTime } from '../temporal/query-terms';

/** The server cannot sort by a search attribute: what is fetched to be sorted here is kept to about this many rows. */
const WINDOW_ROWS = 1_000;
const SHORTEST_WINDOW_MS = 1_000;

/** The first `limit` requests after `from`, soonest deadline first; those nobody planned yet come last. */
export async function listByDeadline(
  client: Client,
  query: string,
  limit: number,
  from: Position | undefined,
  { now = Date.now(), windowRows = WINDOW_ROWS } = {},
): Promise<{ items: RequestItem[]; next?: Position }> {
  if (from && 'token' in from) return listUnplanned(client, query, limit, from.token);
  const end = now + 2 * LONGEST_DURATION;
  const items: RequestItem[] = [];
  let begin = from?.deadline ?? 0;
  while (items.length <= limit && begin < end) {
    const until = await windowFrom(client, query, { begin, end, now, windowRows });
    const rows = await listAll(client, `${query} AND ${within(begin, until)}`);
    items.push(...rows.filter((item) => !from || isAfter(item, from)).sort(byDeadline));
    begin = until;
  }
  const page = items.slice(0, limit);
  const last = page.at(-1);
  if (last && items.length > limit) return { items: page, next: positionOf(last) };
  const rest = await listUnplanned(client, query, Math.max(1, limit - page.length), '');
  if (page.length < limit || rest.items.length === 0) return { ...rest, items: [...page, ...rest.items] };
  return { items: page, next: { token: '' } };
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
