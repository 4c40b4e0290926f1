import type { RequestItem, RequestView } from '../../client';
import { defined } from '../../contract/defined';
import { readEnded } from '../access/ended-requests';
import { listRequests } from '../access/requests';
import { inTime } from './next-request';
import type { Visit } from './visit';

const MAX_SHOWN = 10;
const LIST_TIMEOUT_MS = 400;
const READ_TIMEOUT_MS = 600;

/** An ended request like this one. */
export interface PastRequest {
  item: RequestItem;
  /** Absent if the reader may not read it, or it cannot be read in time. */
  request?: RequestView;
}

/**
 * The last ten ended requests with the same action and one of the same policies, latest end first. Costs one list and at most
 * ten reads, and at most a second. Undefined if the list cannot be read in time.
 */
export async function readPast(
  { admin, who }: Visit,
  { id, kind, action, plan }: RequestView,
): Promise<PastRequest[] | undefined> {
  const policies = [...new Set(plan?.requirements.map(({ policy }) => policy) ?? [])];
  const list = await inTime(
    listRequests(admin, who, {
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
