import type { RequestItem, RequestFilter } from '../../client';
import { REQUEST_KINDS, type RequestKind } from '../../contract/names';
import { countRequests, listRequests } from '../access/requests';
import { withQuery } from './addresses';
import { pendingCount } from './pending-counts';
import type { Visit } from './visit';

const PAGE = 50;

export const SHOWS = ['mine', 'teams', 'all'] as const;
export type Show = (typeof SHOWS)[number];

/** Which list of the inbox an address asks for; what it says wrongly counts as not said. */
export interface InboxQuery {
  show: Show;
  status: 'pending' | 'decided';
  kind?: RequestKind;
  cursor?: string;
}

export function inboxQuery(params: URLSearchParams): InboxQuery {
  const one = (name: string) => params.get(name) ?? undefined;
  const kind = REQUEST_KINDS.find((each) => each === one('kind'));
  const cursor = one('cursor');
  return {
    show: SHOWS.find((show) => show === one('show')) ?? 'mine',
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
  pending: Partial<Record<Show, number>>;
}

/** A page of the inbox, and how much is in the others. */
export async function readInbox(visit: Visit, query: InboxQuery): Promise<InboxList> {
  const { desk, who } = visit;
  const { show, status, kind, cursor } = query;
  const narrowed = filterOf(visit, show);
  const options = { ...(kind && { kind }), ...(cursor && { cursor }), limit: PAGE };
  const order =
    status === 'pending' ? ({ status, order: 'deadline' } as const) : ({ status: 'ended' } as const);
  const [list, ...counts] = await Promise.all([
    narrowed ? listRequests(desk, who, { ...narrowed, ...options, ...order }) : { items: [] },
    ...SHOWS.map(async (each) => {
      const filter = filterOf(visit, each);
      if (filter === undefined) return undefined;
      const count = () => countRequests(desk, who, { ...filter, status: 'pending' });
      return [each, await pendingCount(desk, who, each, count)] as const;
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
function filterOf({ who }: Visit, show: Show): Pick<RequestFilter, 'approver'> | undefined {
  if (show === 'all') return {};
  if (show === 'mine') return { approver: 'me' };
  return who.teams && who.teams.length > 0 ? { approver: [...who.teams] } : undefined;
}
