import { defined } from '../../contract/defined';
import { type EntityKind, lookUpKind, readProgress } from '../access/lookup';
import type { Principal } from '../access/principal';
import type { AdminContext } from '../http/context';
import { differences, markOf, type Snapshot, type WatchSource } from './watch';

const INTERVAL_MS = 1_000;

/**
 * Watches one request, escalation or run by the length of its history, and an approved request also by its claims. It needs no
 * worker.
 *
 * @throws RequestNotFound if nothing that the principal may read has the id
 */
export async function watchOne(
  admin: AdminContext,
  who: Principal,
  id: string,
): Promise<WatchSource<Snapshot>> {
  const kind = await lookUpKind(admin, who, id);
  return {
    intervalMs: INTERVAL_MS,
    markOf,
    read: () => snapshotOne(admin, kind, id),
    changes: (before, now) => differences(before, now, async () => []),
  };
}

/** The state of one thing. Does not check permissions. Empty if nothing has the id. */
export async function snapshotOne(admin: AdminContext, kind: EntityKind, id: string): Promise<Snapshot> {
  const progress = await readProgress(admin, kind, id);
  if (progress === undefined) return new Map();
  const { status, historyLength, unreadable, use = '' } = progress;
  const change = { kind, id, status, ...defined({ unreadable }) };
  return new Map([[id, { ...change, mark: `${status} ${historyLength} ${use}` }]]);
}
