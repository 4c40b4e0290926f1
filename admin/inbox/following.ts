import type { EntityKind } from '../access/lookup';
import { markOf } from '../events/watch';
import { listMark } from '../events/watch-list';
import { snapshotOne } from '../events/watch-one';
import type { Visit } from './visit';

/*
 * Which changes update an open page. The mark of what it shows goes with it, because something may change before its event
 * stream begins.
 */

/** The address of the event stream that a page follows. */
export type Following = string;

/**
 * The stream of one thing. Call it before the page reads what it shows: a change in between then only costs a refresh.
 *
 * @throws InvalidInput, TemporalUnreachable
 */
export async function follow({ admin }: Visit, kind: EntityKind, id: string): Promise<Following> {
  const since = markOf(await snapshotOne(admin, kind, id));
  return `/api/events?${new URLSearchParams({ id, since })}`;
}

/** The stream of the list at this address, which shows this. */
export function followList(of: string, shown: unknown): Following {
  return `/changes?${new URLSearchParams({ of, since: listMark(shown) })}`;
}
