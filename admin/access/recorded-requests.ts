import type { ListOptions, RequestList, RequestView } from '../../client';
import { filterFor } from '../../client/requests/list';
import { fromCursor, toCursor } from '../../client/temporal/cursor';
import { checkedLimit } from '../../client/temporal/page';
import { defined } from '../../contract/defined';
import { InvalidInput } from '../../contract/errors';
import type { RequestItem } from '../../contract/records/lists';
import { recordedItem, type RequestSearch } from '../../rules/audit/searched';
import { wordsOf } from '../../rules/requests/search-words';
import type { AdminContext, Archive } from '../http/context';
import { readAccessOf } from './permissions';
import { namesOf, type Principal } from './principal';
import { knownRequest, matchOf } from './search-requests';

/*
 * Requests that only the audit log has. They follow those of Temporal, which ended later, newest first.
 */

type Wanted = Omit<ListOptions, 'concerning'>;

/** A page of a list reads no more of the log than this; the next page goes on. A log of 32 MB has about 10,000 entries. */
const MAX_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 2_000;
/** How many are looked up in Temporal at a time. */
const BATCH = 50;

/** Whether the list continues in the audit log: it is a search or a list of ended requests. */
export function hasRecorded(
  { archive }: AdminContext,
  { status, search, ids, dueWithin, order }: Wanted,
): boolean {
  if (archive === undefined || ids !== undefined || dueWithin !== undefined || order === 'deadline')
    return false;
  return status === undefined ? search !== undefined : status !== 'pending';
}

interface Source {
  /** The page of the requests that Temporal has. */
  list: () => Promise<RequestList>;
  mayRead: (request: RequestView) => Promise<boolean>;
}

/** A page of the list. Behind the last request of Temporal it continues in the audit log. Throws like the list. */
export async function withRecorded(
  admin: AdminContext,
  who: Principal,
  options: Wanted,
  { list, mayRead }: Source,
): Promise<RequestList> {
  const { limit, cursor, ...named } = options;
  const size = checkedLimit(limit);
  const ownList = { ...named, of: 'audit log' };
  const before = cursor === undefined ? undefined : entryIn(cursor, ownList);
  const live: RequestList = before === undefined ? await list() : { items: [] };
  if (live.nextCursor !== undefined) return live;
  const next = (seq: number) => toCursor(ownList, { before: seq });
  const left = size - live.items.length;
  if (left === 0) return { ...live, nextCursor: next(Number.MAX_SAFE_INTEGER) };
  try {
    const found = await search(admin, who, { ...named, ...defined({ before }), size: left, mayRead });
    const { until } = found;
    return {
      ...live,
      items: [...live.items, ...found.items],
      ...defined({ nextCursor: until && next(until.seq) }),
      recorded: defined({ until: until?.closedAt }),
    };
  } catch (error) {
    admin.log(`the audit log cannot be read: ${(error as Error).message}`);
    return { ...live, recorded: { problem: 'the audit log cannot be read now' } };
  }
}

/** The number in a cursor of this list; nothing for a cursor of the list in Temporal. */
function entryIn(cursor: string, list: object): number | undefined {
  try {
    const position = fromCursor(cursor, list);
    return 'before' in position ? position.before : undefined;
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
}

interface Search extends Omit<Wanted, 'limit' | 'cursor'>, Pick<Source, 'mayRead'> {
  before?: number;
  size: number;
}

interface Found {
  items: RequestItem[];
  /** Where the search stopped. Absent at the beginning of the log. */
  until?: { seq: number; closedAt: string };
}

async function search(
  admin: AdminContext,
  who: Principal,
  { before, size, mayRead, search: text = '', order = 'newest', ...given }: Search,
): Promise<Found> {
  const names = namesFor(admin, who);
  if (names?.length === 0) return { items: [] };
  const filter = filterFor(order, given);
  const begun = Date.now();
  const seen = new Set<string>();
  const items: RequestItem[] = [];
  const waiting: Entry[] = [];
  let bytes = 0;
  let until: Found['until'];
  /** Takes those that Temporal does not have. Returns whether the page is full. */
  const take = async (): Promise<boolean> => {
    const live = await inTemporal(
      admin,
      waiting.map(({ item }) => item.id),
    );
    for (const { seq, item } of waiting.splice(0)) {
      if (seen.has(item.id) || live.has(item.id)) continue;
      seen.add(item.id);
      items.push(item);
      until = { seq, closedAt: item.closedAt ?? '' };
      if (items.length === size) return true;
    }
    return false;
  };
  const wanted: RequestSearch = { words: wordsOf(text), ...defined({ before, names }) };
  for await (const entry of (admin.archive as Archive).requests(wanted)) {
    const { seq, closedAt, request } = entry;
    bytes += entry.bytes;
    if (request !== undefined) {
      const item = recordedItem(request, closedAt);
      const isMatch = matchOf(filter, knownRequest(item), begun) === 'likely';
      if (isMatch && (await mayRead(request))) waiting.push({ seq, item });
    }
    if (waiting.length >= BATCH && (await take())) return { items, ...defined({ until }) };
    if (bytes < MAX_BYTES && Date.now() - begun < TIMEOUT_MS) continue;
    if (await take()) return { items, ...defined({ until }) };
    return { items, until: { seq, closedAt } };
  }
  if (await take()) return { items, ...defined({ until }) };
  return { items };
}

interface Entry {
  seq: number;
  item: RequestItem;
}

/** The names by which the reader may read a request. Absent if the reader may read everything. */
function namesFor({ settings }: AdminContext, who: Principal): string[] | undefined {
  const { all, own, team } = readAccessOf(settings.access, who);
  if (all) return undefined;
  return [...(own ? [who.name] : []), ...(team ? namesOf(who) : [])];
}

/** Those of these requests that Temporal has, whether the reader may read them or not. */
async function inTemporal({ approvals }: AdminContext, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { items } = await approvals.listRequests({ ids, limit: BATCH });
  return new Set(items.map(({ id }) => id));
}
