import type { RequestFilter, RequestItem, RequestList, Searched } from '../../client';
import { defined } from '../../contract/defined';
import { countRequests, listRequests } from '../access/requests';
import { inboxAt, type InboxQuery, type ListName, listOptions, LISTS } from './inbox-query';
import { pendingCount } from './pending-count';
import type { Visit } from './visit';

/*
 * The lists of the inbox, and how many requests are pending in each.
 */

export interface InboxList {
  items: RequestItem[];
  next?: string;
  /** Only for a search. */
  searched?: Searched;
  /** Only if the audit log was searched. */
  recorded?: RequestList['recorded'];
  /** The number of pending requests in each list. A list that does not exist for the reader is left out. */
  pending: Partial<Record<ListName, number>>;
}

/** One page of a list, and the number of pending requests in every list. */
export async function readInbox(visit: Visit, query: InboxQuery): Promise<InboxList> {
  const [list, ...counts] = await Promise.all([
    readList(visit, query),
    ...LISTS.map(async (each) => {
      const count = await countPending(visit, each);
      return count === undefined ? undefined : ([each, count] as const);
    }),
  ]);
  const { items, nextCursor: cursor, searched, recorded } = list;
  return {
    items,
    ...defined({ next: cursor && inboxAt({ ...query, cursor }), searched, recorded }),
    pending: Object.fromEntries(counts.filter((count) => count !== undefined)),
  };
}

/** One page of the list. */
async function readList(visit: Visit, query: InboxQuery): Promise<RequestList> {
  const { admin, who } = visit;
  const { show, team } = query;
  const filter = filterOf(visit, show);
  if (filter === undefined) return { items: [] };
  // The list has only requests that ask the reader or the reader's teams, so a filter by another team matches none.
  if (team !== undefined && show !== 'all' && !who.teams?.includes(team)) return { items: [] };
  const approver = team === undefined ? filter : { approver: team };
  return listRequests(admin, who, { ...listOptions(query), ...approver });
}

/** The number of pending requests in a list. Undefined if the reader has no such list. */
export async function countPending(visit: Visit, list: ListName): Promise<number | undefined> {
  const { admin, who } = visit;
  const filter = filterOf(visit, list);
  if (filter === undefined) return undefined;
  return pendingCount(admin, who, list, () => countRequests(admin, who, { ...filter, status: 'pending' }));
}

/** Undefined if the reader has no such list. */
function filterOf({ who }: Visit, show: ListName): Pick<RequestFilter, 'approver'> | undefined {
  if (show === 'all') return {};
  if (show === 'mine') return { approver: 'me' };
  return who.teams && who.teams.length > 0 ? { approver: [...who.teams] } : undefined;
}
