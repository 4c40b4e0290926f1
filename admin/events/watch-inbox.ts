import { defined } from '../../contract/defined';
import { EscalationNotFound, RequestNotFound } from '../../contract/errors';
import { listEscalations, readEscalation } from '../access/escalations';
import type { Principal } from '../access/principal';
import { readRequest } from '../access/read-request';
import { listRequests } from '../access/requests';
import type { AdminContext } from '../http/context';
import { type Change, differences, markOf, type Snapshot, type WatchSource } from './watch';

const INTERVAL_MS = 2_000;
/** If more things are open, only the newest of each kind are watched. */
const MAX_WATCHED = 200;

/** The open requests and escalations that the principal may read. */
export function watchInbox(admin: AdminContext, who: Principal): WatchSource<Snapshot> {
  return {
    intervalMs: INTERVAL_MS,
    markOf,
    read: () => readNewest(admin, who),
    changes: (before, now) =>
      differences(before, now, async (gone) => {
        const ended = await Promise.all(gone.map((change) => readChange(admin, who, change)));
        return ended.flat();
      }),
  };
}

async function readNewest(admin: AdminContext, who: Principal): Promise<Snapshot> {
  const [requests, escalations] = await Promise.all([
    listRequests(admin, who, { status: 'pending', limit: MAX_WATCHED }),
    listEscalations(admin, who, { status: 'open', limit: MAX_WATCHED }),
  ]);
  const snapshot: Snapshot = new Map();
  for (const { id, status, expiresAt, approvers, unreadable } of requests.items)
    snapshot.set(id, {
      ...{ kind: 'request', id, status, ...defined({ unreadable }) },
      mark: mark(status, expiresAt, approvers, unreadable),
    });
  for (const { id, status, level, dueAt, assignees, unreadable } of escalations.items)
    snapshot.set(id, {
      ...{ kind: 'escalation', id, status, ...defined({ unreadable }) },
      mark: mark(status, level, dueAt, assignees, unreadable),
    });
  return snapshot;
}

/** The current status. Empty if the principal may no longer read it, or Temporal no longer has it. */
async function readChange(admin: AdminContext, who: Principal, { kind, id }: Change): Promise<Change[]> {
  try {
    const read = kind === 'request' ? readRequest : readEscalation;
    const { status } = await read(admin, who, id);
    return [{ kind, id, status }];
  } catch (error) {
    if (error instanceof RequestNotFound || error instanceof EscalationNotFound) return [];
    throw error;
  }
}

function mark(...parts: unknown[]): string {
  return JSON.stringify(parts);
}
