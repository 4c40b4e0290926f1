import type {
  EscalationFilter,
  EscalationItem,
  EscalationList,
  EscalationListOptions,
  EscalationManager,
} from '../../client';
import { filterFor, searchedOf } from '../../client/escalations/list';
import { defined } from '../../contract/defined';
import { toMilliseconds } from '../../contract/duration';
import { InvalidInput } from '../../contract/errors';
import { ESCALATION_ORDERS, type EscalationOrder, LEVELS } from '../../contract/names';
import { NameSchema } from '../../contract/text';
import type { AdminContext } from '../http/context';
import { readAccessOf } from './permissions';
import { expandMe, namesOf, type Principal } from './principal';
import { type Match, type SortKey, searchIn } from './search';
import { type Candidate, type SearchedRows, SearchIndex } from './search-index';
import { isAny } from './search-requests';

/*
 * Search of escalations: the sort key of an escalation in each order, and whether it matches a filter. Both are as in the lists.
 */

type KnownEscalation = Omit<EscalationItem, 'reason' | 'startedAt' | 'dueAt' | 'closedAt'> & Candidate;

function escalationRows(
  escalations: Pick<EscalationManager, 'listEscalations'>,
): SearchedRows<EscalationItem, KnownEscalation> {
  return { list: (options) => escalations.listEscalations(options), searchedOf, known: knownEscalation };
}

function knownEscalation({
  reason: _,
  startedAt,
  dueAt,
  closedAt,
  ...known
}: EscalationItem): KnownEscalation {
  const parsed = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time));
  return {
    ...known,
    begunAt: Date.parse(startedAt),
    ...defined({ endedAt: parsed(closedAt), dueAt: parsed(dueAt) }),
  };
}

const indexes = new WeakMap<AdminContext, SearchIndex<EscalationItem, KnownEscalation>>();

function indexOf(admin: AdminContext) {
  const index = indexes.get(admin) ?? new SearchIndex(escalationRows(admin.escalations));
  indexes.set(admin, index);
  return index;
}

interface SearchSource {
  /** Lists escalations that the reader may read. */
  list: (options: EscalationListOptions) => Promise<EscalationList>;
  /** About how many escalations the reader may read. */
  count: () => Promise<number>;
}

/**
 * The escalations with all words of `search` that the principal may read, in the order of the list. Throws like
 * `listEscalations`.
 */
export async function searchEscalations(
  admin: AdminContext,
  who: Principal,
  search: string,
  { order = 'newest', limit, cursor, ...given }: Omit<EscalationListOptions, 'ids' | 'search'>,
  { list, count }: SearchSource,
): Promise<EscalationList> {
  if (!ESCALATION_ORDERS.includes(order))
    throw new InvalidInput(`order: must be one of ${ESCALATION_ORDERS.join(', ')}`);
  const filter = filterFor(order, given);
  const own = { ...filter, ...defined({ assignee: filter.assignee && expandMe(filter.assignee, who) }) };
  const { all, team } = readAccessOf(admin.settings.access, who);
  const names = namesOf(who);
  return searchIn(indexOf(admin), {
    ...{ search, limit, cursor, count, named: { ...filter, order, of: 'search of escalations' } },
    match: (item, now) => matchOf(own, item, now),
    isReadable: ({ assignees = [] }) => all || (team && assignees.some((name) => names.includes(name))),
    sortKeyOf: SORT_KEYS[order],
    list: (ids, most) => list({ ...filter, ids, limit: most }),
    findByName: async (most) => {
      const runId = search.trim();
      if (filter.runId !== undefined || !NameSchema.safeParse(runId).success) return [];
      return (await list({ ...filter, runId, limit: most })).items;
    },
  });
}

/** The last time that a Date can hold. */
const LAST_TIME = 8.64e15;

const newestOf = ({ begunAt, endedAt }: KnownEscalation) => LAST_TIME - (endedAt ?? begunAt);
const isEnded = ({ endedAt }: KnownEscalation) => Number(endedAt !== undefined);
const levelRank = ({ level }: KnownEscalation) => LEVELS.length - 1 - LEVELS.indexOf(level);

/** The sort key of an escalation in each order. */
const SORT_KEYS: Record<EscalationOrder, (item: KnownEscalation) => SortKey> = {
  newest: (item) => ({ rank: isEnded(item), time: newestOf(item) }),
  level: (item) => ({ rank: 2 * levelRank(item) + isEnded(item), time: newestOf(item) }),
  deadline: ({ dueAt = LAST_TIME }) => ({ rank: 0, time: dueAt }),
  age: ({ begunAt }) => ({ rank: 0, time: begunAt }),
};

/** Whether the escalation matches the filter. */
function matchOf(filter: EscalationFilter, item: KnownEscalation, now: number): Match {
  const { status, level, assignee, runId, olderThan, newerThan, dueWithin } = filter;
  const { endedAt, dueAt, begunAt, assignees, assigneesIncomplete } = item;
  if (item.unreadable !== undefined) return 'unlikely';
  if (runId !== undefined && item.runId !== runId) return 'never';
  const isNow =
    (status === undefined || (status === 'open' ? endedAt === undefined : item.status === status)) &&
    isAny(level, [item.level]) &&
    isAny(assignee, assignees, assigneesIncomplete) &&
    (olderThan === undefined || now - begunAt > toMilliseconds(olderThan)) &&
    (newerThan === undefined || now - begunAt < toMilliseconds(newerThan)) &&
    (dueWithin === undefined || (dueAt !== undefined && dueAt <= now + toMilliseconds(dueWithin)));
  return isNow ? 'likely' : 'unlikely';
}
