import { setTimeout as sleep } from 'node:timers/promises';
import { TemporalUnreachable } from '../../contract/errors';

/** Something that concerns whoever watches has changed. */
export interface Change {
  kind: 'request' | 'escalation' | 'run';
  id: string;
  status: string;
  /** What Temporal has of it that cannot be decoded, and why. */
  unreadable?: string;
}

/** What a watcher is told. `unreachable` until `back`: between them changes are not seen as they happen. */
export type WatchEvent = { event: 'change'; change: Change } | { event: 'unreachable' } | { event: 'back' };

/** What is there now: each thing by its id, with what tells that it has changed. */
export type Snapshot = Map<string, Change & { mark: string }>;

export interface WatchSource {
  snapshot: () => Promise<Snapshot>;
  /** What became of things that are no longer there. */
  readEnded: (gone: Change[]) => Promise<Change[]>;
  intervalMs: number;
}

/**
 * Looks again and again until `stop`, or until whoever watches is no longer let in, and tells of each difference; looks
 * on only once that has been taken. Temporal away is told as `unreachable`. Throws what else `look` throws.
 */
export async function watch(
  { snapshot, readEnded, intervalMs }: WatchSource,
  tell: (told: WatchEvent) => Promise<void>,
  stop: AbortSignal,
  isLetIn: () => Promise<boolean> = async () => true,
): Promise<void> {
  let before: Snapshot | undefined;
  let isAway = false;
  while (!stop.aborted && (await isLetIn())) {
    try {
      const now = await snapshot();
      if (isAway) await tell({ event: 'back' });
      isAway = false;
      if (before)
        for (const change of await differences(before, now, readEnded)) {
          if (stop.aborted) return;
          await tell({ event: 'change', change });
        }
      before = now;
    } catch (error) {
      if (!(error instanceof TemporalUnreachable)) throw error;
      if (!isAway) await tell({ event: 'unreachable' });
      isAway = true;
    }
    await sleep(intervalMs, undefined, { signal: stop }).catch(() => {});
  }
}

async function differences(
  before: Snapshot,
  now: Snapshot,
  whatBecameOf: WatchSource['readEnded'],
): Promise<Change[]> {
  const changed = [...now.values()].filter(({ id, mark }) => before.get(id)?.mark !== mark);
  const gone = [...before.values()].filter(({ id }) => !now.has(id));
  return [...changed.map(withoutMark), ...(await whatBecameOf(gone.map(withoutMark)))];
}

function withoutMark({ kind, id, status, unreadable }: Change): Change {
  return { kind, id, status, ...(unreadable !== undefined && { unreadable }) };
}
