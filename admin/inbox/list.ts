import type { RequestFilter, RequestItem } from '../../client';
import { REQUEST_KINDS, type RequestKind } from '../../contract/names';
import type { Principal } from '../access/principal';
import { countRequests, listRequests } from '../access/requests';
import { withQuery } from './addresses';
import type { Visit } from './visit';
import type { AdminContext } from '../http/context';

/*
 * The lists of the inbox, and how many requests are pending in each.
 */

const PAGE_SIZE = 50;

export const LISTS = ['mine', 'teams', 'all'] as const;
type ListName = (typeof LISTS)[number];

/** Which list of the inbox an address asks for; what it says wrongly counts as not said. */
export interface InboxQuery {
  show: ListName;
  status: 'pending' | 'decided';
  kind?: RequestKind;
  cursor?: string;
}

export function inboxQuery(params: URLSearchParams): InboxQuery {
  const one = (name: string) => params.get(name) ?? undefined;
  const kind = REQUEST_KINDS.find((each) => each === one('kind'));
  const cursor = one('cursor');
  return {
    show: LISTS.find((show) => show === one('show')) ?? 'mine',
    status: one('status') === 'decided' ? 'decided' : 'pending',
    ...(kind && { kind }),
    ...(cursor && { cursor }),
  };
}

/** Where that list is; what is usual is left out. */
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
  /** How many are pending in each list; a list that cannot be is not there. */
  pending: Partial<Record<ListName, number>>;
}

/** A page of the inbox, and how much is in the others. */
export async function readInbox(visit: Visit, query: InboxQuery): Promise<InboxList> {
  const { admin, who } = visit;
  const { show, status, kind, cursor } = query;
  const narrowed = filterOf(visit, show);
  const options = { ...(kind && { kind }), ...(cursor && { cursor }), limit: PAGE_SIZE };
  const order =
    status === 'pending' ? ({ status, order: 'deadline' } as const) : ({ status: 'ended' } as const);
  const [list, ...counts] = await Promise.all([
    narrowed ? listRequests(admin, who, { ...narrowed, ...options, ...order }) : { items: [] },
    ...LISTS.map(async (each) => {
      const filter = filterOf(visit, each);
      if (filter === undefined) return undefined;
      const count = () => countRequests(admin, who, { ...filter, status: 'pending' });
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

/** Nothing where there can be no such list. */
function filterOf({ who }: Visit, show: ListName): Pick<RequestFilter, 'approver'> | undefined {
  if (show === 'all') return {};
  if (show === 'mine') return { approver: 'me' };
  return who.teams && who.teams.length > 0 ? { approver: [...who.teams] } : undefined;
}

/** Past so many, to count them takes Temporal longer than the page may. */
const MAX_COUNTED = 1_000;
/** A count is taken again when it is so many times older than it took. */
const REFRESH_FACTOR = 100;
const MAX_REMEMBERED = 1_000;

interface Remembered {
  count: number;
  at: number;
  took: number;
}

const counts = new WeakMap<AdminContext, Map<string, Remembered>>();

/**
 * How many there are, by `count`. Where thousands wait the last answer is shown, and taken again beside; fewer are counted at
 * every visit.
 *
 * @param list what is counted for this principal
 */
async function pendingCount(
  admin: AdminContext,
  { account, name, teams }: Principal,
  list: string,
  count: () => Promise<number>,
): Promise<number> {
  const remembered = counts.get(admin) ?? new Map<string, Remembered>();
  counts.set(admin, remembered);
  const key = JSON.stringify([list, account, name, teams]);
  const known = remembered.get(key);
  if (known === undefined) return countNow(remembered, key, count);
  if (Date.now() - known.at > known.took * REFRESH_FACTOR) {
    // One at a time: whoever comes meanwhile is shown what is known.
    remembered.set(key, { ...known, at: Date.now() });
    countNow(remembered, key, count).catch(() => {});
  }
  return known.count;
}

async function countNow(
  remembered: Map<string, Remembered>,
  key: string,
  count: () => Promise<number>,
): Promise<number> {
  const begun = Date.now();
  const counted = await count();
  remembered.delete(key);
  if (counted > MAX_COUNTED)
    remembered.set(key, { count: counted, at: Date.now(), took: Date.now() - begun });
  const [oldest] = remembered.keys();
  if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  return counted;
}
