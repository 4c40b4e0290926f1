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
 * changed since the state that the watcher knows, and the event does not say what.
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

export const MARK_LENGTH = 16;

/** What is watched, and how its states differ. */
export interface WatchSource<State> {
  read: () => Promise<State>;
  /** The mark of a state. */
  markOf: (state: State) => string;
  /** What to send if the two states differ. */
  changes: (before: State, now: State) => Promise<WatchEvent[]>;
  /** The time between two readings. It is longer if reading takes long. */
  intervalMs: number;
}

/** Reading takes at most one part of the time in this many. */
const MAX_LOAD = 20;

interface WatchOptions {
  stop: AbortSignal;
  /** Whether the watcher may still read. */
  isAllowed?: () => Promise<boolean>;
  /** The mark of the state that the watcher knows. By default the watcher knows the first state that is read. */
  since?: string | undefined;
}

/**
 * Reads until `stop`, or until the watcher may no longer read, and sends each change. Waits for `send` before it reads again.
 * If Temporal does not answer, it sends `unreachable`. Other errors are thrown.
 */
export async function watch<State>(
  { read, changes, intervalMs, markOf: mark }: WatchSource<State>,
  send: (event: WatchEvent) => Promise<void>,
  { stop, isAllowed = async () => true, since }: WatchOptions,
): Promise<void> {
  let before: { state: State } | undefined;
  let isUnreachable = false;
  while (!stop.aborted && (await isAllowed())) {
    const begun = Date.now();
    let tookMs = 0;
    try {
      const now = await read();
      tookMs = Date.now() - begun;
      if (isUnreachable) await send({ event: 'back' });
      isUnreachable = false;
      if (before)
        for (const event of await changes(before.state, now)) {
          if (stop.aborted) return;
          await send(event);
        }
      else if (since !== undefined && since !== mark(now)) await send({ event: 'missed' });
      before = { state: now };
    } catch (error) {
      if (!(error instanceof TemporalUnreachable)) throw error;
      if (!isUnreachable) await send({ event: 'unreachable' });
      isUnreachable = true;
    }
    await sleep(Math.max(intervalMs, tookMs * MAX_LOAD), undefined, { signal: stop }).catch(() => {});
  }
}

/** The changes of things. @param readEnded reads how the things ended that are no longer there */
export async function differences(
  before: Snapshot,
  now: Snapshot,
  readEnded: (gone: Change[]) => Promise<Change[]>,
): Promise<WatchEvent[]> {
  const changed = [...now.values()].filter(({ id, mark }) => before.get(id)?.mark !== mark);
  const gone = [...before.values()].filter(({ id }) => !now.has(id));
  const changes = [...changed.map(withoutMark), ...(await readEnded(gone.map(withoutMark)))];
  return changes.map((change) => ({ event: 'change', change }));
}

function withoutMark({ kind, id, status, unreadable }: Change): Change {
  return { kind, id, status, ...defined({ unreadable }) };
}
