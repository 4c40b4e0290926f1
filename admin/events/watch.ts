import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { defined } from '../../contract/defined';
import { TemporalUnreachable } from '../../contract/errors';

/** A change that concerns the watcher. */
export interface Change {
  kind: 'request' | 'escalation' | 'run';
  id: string;
  status: string;
  /** Which data in Temporal cannot be decoded, and why. */
  unreadable?: string;
}

/**
 * An event for a watcher. Between `unreachable` and `back`, changes are not seen as they happen. `missed`: something has
 * changed since the state that the watcher knows.
 */
export type WatchEvent =
  { event: 'change'; change: Change } | { event: 'missed' } | { event: 'unreachable' } | { event: 'back' };

/** The current things by id. A thing has changed if its `mark` differs. */
export type Snapshot = Map<string, Change & { mark: string }>;

/** A short text that differs for each state of the things. */
export function markOf(snapshot: Snapshot): string {
  const marks = [...snapshot.values()].map(({ id, mark }) => [id, mark]).sort();
  return createHash('sha256').update(JSON.stringify(marks)).digest('hex').slice(0, MARK_LENGTH);
}

const MARK_LENGTH = 16;

export interface WatchSource {
  snapshot: () => Promise<Snapshot>;
  /** Reads how the things ended that are no longer in the snapshot. */
  readEnded: (gone: Change[]) => Promise<Change[]>;
  intervalMs: number;
  /** The mark of a snapshot. */
  markOf: (snapshot: Snapshot) => string;
}

interface WatchOptions {
  stop: AbortSignal;
  /** Whether the watcher may still read. */
  isAllowed?: () => Promise<boolean>;
  /** The mark of the state that the watcher knows. By default the watcher knows the first snapshot. */
  since?: string | undefined;
}

/**
 * Takes snapshots until `stop`, or until the watcher may no longer read, and sends each difference. Waits for `send`
 * before the next snapshot. If Temporal does not answer, it sends `unreachable`. Other errors are thrown.
 */
export async function watch(
  { snapshot, readEnded, intervalMs, markOf: mark }: WatchSource,
  send: (event: WatchEvent) => Promise<void>,
  { stop, isAllowed = async () => true, since }: WatchOptions,
): Promise<void> {
  let before: Snapshot | undefined;
  let isUnreachable = false;
  while (!stop.aborted && (await isAllowed())) {
    try {
      const now = await snapshot();
      if (isUnreachable) await send({ event: 'back' });
      isUnreachable = false;
      if (before)
        for (const change of await differences(before, now, readEnded)) {
          if (stop.aborted) return;
          await send({ event: 'change', change });
        }
      else if (since !== undefined && since !== mark(now)) await send({ event: 'missed' });
      before = now;
    } catch (error) {
      if (!(error instanceof TemporalUnreachable)) throw error;
      if (!isUnreachable) await send({ event: 'unreachable' });
      isUnreachable = true;
    }
    await sleep(intervalMs, undefined, { signal: stop }).catch(() => {});
  }
}

async function differences(
  before: Snapshot,
  now: Snapshot,
  readEnded: WatchSource['readEnded'],
): Promise<Change[]> {
  const changed = [...now.values()].filter(({ id, mark }) => before.get(id)?.mark !== mark);
  const gone = [...before.values()].filter(({ id }) => !now.has(id));
  return [...changed.map(withoutMark), ...(await readEnded(gone.map(withoutMark)))];
}

function withoutMark({ kind, id, status, unreadable }: Change): Change {
  return { kind, id, status, ...defined({ unreadable }) };
}
