import { listEscalations } from '../access/escalations';
import type { Principal } from '../access/principal';
import { listRequests } from '../access/requests';
import { readEscalation } from '../access/read-escalation';
import { readRequest } from '../access/read-request';
import { EscalationNotFound, RequestNotFound } from '../../contract/errors';
import type { Desk } from '../desk/desk';
import type { Change, Snapshot, Watched } from './watch';

const EVERY_MS = 2_000;
/** Whoever may read more than so many open things is told of the newest. */
const MOST_WATCHED = 200;

/** What is open and asks the principal or its teams; of whoever may read everything, all of it. */
export function whatConcerns(desk: Desk, who: Principal): Watched {
  return {
    everyMs: EVERY_MS,
    async look() {
      const [requests, escalations] = await Promise.all([
        listRequests(desk, who, { status: 'pending', limit: MOST_WATCHED }),
        listEscalations(desk, who, { status: 'open', limit: MOST_WATCHED }),
      ]);
      const snapshot: Snapshot = new Map();
      for (const { id, status, expiresAt, approvers, unreadable } of requests.items)
        snapshot.set(id, {
          ...{ kind: 'request', id, status, ...(unreadable !== undefined && { unreadable }) },
          mark: mark(status, expiresAt, approvers, unreadable),
        });
      for (const { id, status, level, dueAt, assignees, unreadable } of escalations.items)
        snapshot.set(id, {
          ...{ kind: 'escalation', id, status, ...(unreadable !== undefined && { unreadable }) },
          mark: mark(status, level, dueAt, assignees, unreadable),
        });
      return snapshot;
    },
    async whatBecameOf(gone) {
      const ended = await Promise.all(gone.map((change) => asItStands(desk, who, change)));
      return ended.flat();
    },
  };
}

/** Nothing of what the principal may no longer read, or Temporal has forgotten. */
async function asItStands(desk: Desk, who: Principal, { kind, id }: Change): Promise<Change[]> {
  try {
    const read = kind === 'request' ? readRequest : readEscalation;
    const { status } = await read(desk, who, id);
    return [{ kind, id, status }];
  } catch (error) {
    if (error instanceof RequestNotFound || error instanceof EscalationNotFound) return [];
    throw error;
  }
}

function mark(...parts: unknown[]): string {
  return JSON.stringify(parts);
}
