import type { EntityKind } from '../access/lookup';
import { markOf } from '../events/watch';
import { inboxMark } from '../events/watch-inbox';
import { snapshotOne } from '../events/watch-one';
import type { Visit } from './visit';

/*
 * Which changes update an open page. The mark of what it shows goes with it, because something may change before its event
 * stream begins.
 */

/** The changes of one thing, or all that concern the reader. */
export interface Following {
  id?: string;
  /** The mark of the state before the page was read. */
  since: string;
}

/**
 * What a page follows. Call it before the page reads what it shows: a change in between then only costs a refresh.
 *
 * @throws InvalidInput, TemporalUnreachable
 */
export async function follow({ admin }: Visit, kind: EntityKind, id: string): Promise<Following> {
  return { id, since: markOf(await snapshotOne(admin, kind, id)) };
}

/** What a list follows. Like `follow`. */
export async function followAll({ admin, who }: Visit): Promise<Following> {
  return { since: await inboxMark(admin, who) };
}
