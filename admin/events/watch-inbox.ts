import { defined } from '../../contract/defined';
import { EscalationNotFound, RequestNotFound } from '../../contract/errors';
import { listEscalations, readEscalation } from '../access/escalations';
import type { Principal } from '../access/principal';
import { listRequests, readRequest } from '../access/requests';
import type { AdminContext } from '../http/context';
import { type Change, markOf, type Snapshot, type WatchSource } from './watch';

const INTERVAL_MS = 2_000;
/** If more things are open, only the newest are watched. */
const MAX_WATCHED = 200;
/** The mark covers this number of the newest of each kind: a page of a list. Reading all would slow every list down. */
const MAX_MARKED = 50;

/** The open requests and escalations that the principal may read. */
export function watchInbox(admin: AdminContext, who: Principal): WatchSource {
  return {
    intervalMs: INTERVAL_MS,
    markOf: markOfNewest,
    snapshot: () => snapshotOf(admin, who, MAX_WATCHED),
    async readEnded(gone) {
      const ended = await Promise.all(gone.map((change) => readChange(admin, who, change)));
      return ended.flat();
    },
  };
}

/** The mark of what lists show, as `watchInbox` compares it. */
export async function inboxMark(admin: AdminContext, who: Principal): Promise<string> {
  return markOfNewest(await snapshotOf(admin, who, MAX_MARKED));
}

function markOfNewest(snapshot: Snapshot): string {
  const newest = (['request', 'escalation'] as const).flatMap((kind) =>
    [...snapshot].filter(([, each]) => each.kind === kind).slice(0, MAX_MARKED),
  );
  return markOf(new Map(newest));
}

/** The newest of each kind, newest first. */
async function snapshotOf(admin: AdminContext, who: Principal, limit: number): Promise<Snapshot> {
  const [requests, escalations] = await Promise.all([
    listRequests(admin, who, { status: 'pending', limit }),
    listEscalations(admin, who, { status: 'open', limit }),
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
