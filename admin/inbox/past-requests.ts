import { LRUCache } from 'lru-cache';
import type { ListOptions, RequestItem, RequestList, RequestView } from '../../client';
import { defined } from '../../contract/defined';
import { readEnded } from '../access/ended-requests';
import type { Principal } from '../access/principal';
import { listLive } from '../access/requests';
import type { AdminContext } from '../http/context';
import { inTime } from './next-request';
import type { Visit } from './visit';

const MAX_SHOWN = 10;
const LIST_TIMEOUT_MS = 400;
const READ_TIMEOUT_MS = 600;
/** How long a list is kept in memory. Among 20,000 workflows it takes as long as the rest of the page. */
const LIST_KEPT_MS = 10_000;
const MAX_LISTS_KEPT = 500;

/** An ended request like this one. */
export interface PastRequest {
  item: RequestItem;
  /** Absent if the reader may not read it, or it cannot be read in time. */
  request?: RequestView;
}

/**
 * The last ten ended requests with the same action and one of the same policies, latest end first, as they were at most ten
 * seconds ago. Costs one list and at most ten reads, and at most a second. Undefined if the list cannot be read in time.
 */
export async function readPast(
  { admin, who }: Visit,
  { id, kind, action, plan }: RequestView,
): Promise<PastRequest[] | undefined> {
  const policies = [...new Set(plan?.requirements.map(({ policy }) => policy) ?? [])];
  const list = await inTime(
    listEnded(admin, who, {
      status: 'ended',
      kind,
      action,
      limit: MAX_SHOWN + 1,
      ...(kind === 'approval' && policies.length > 0 && { policy: policies }),
    }),
    LIST_TIMEOUT_MS,
  );
  if (list === undefined) return undefined;
  const items = list.items.filter((item) => item.id !== id).slice(0, MAX_SHOWN);
  return Promise.all(
    items.map(async (item) => {
      const request = await inTime(readEnded(admin, who, item), READ_TIMEOUT_MS);
      return { item, ...defined({ request }) };
    }),
  );
}

const keptLists = new WeakMap<AdminContext, LRUCache<string, Promise<RequestList>>>();

/** What this reader may see of the list, as it was at most ten seconds ago. */
function listEnded(admin: AdminContext, who: Principal, options: ListOptions): Promise<RequestList> {
  const lists = keptLists.get(admin) ?? new LRUCache({ max: MAX_LISTS_KEPT, ttl: LIST_KEPT_MS });
  keptLists.set(admin, lists);
  const key = JSON.stringify([who, options]);
  const kept = lists.get(key);
  if (kept !== undefined) return kept;
  const reading = listLive(admin, who, options);
  lists.set(key, reading);
  reading.catch(() => lists.delete(key));
  return reading;
}
