import type { ListPage } from '../../client';
import type { Ranked } from '../../client/temporal/cursor';
import { PriorityQueue } from './priority-queue';

/*
 * Reads one page of the items that an index proposes.
 */

/** A proposed item. Once Temporal has listed it, its sort key is that of the listed item. */
export interface Proposed<Item> extends Ranked {
  isLikely: boolean;
  item: Item | undefined;
}

/** Compares sort keys, and then ids. */
export function bySortKey(a: Ranked, b: Ranked): number {
  return a.rank - b.rank || a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The number of ids in one query. */
export const BATCH = 100;
const CONCURRENCY = 4;
/** After this time a search returns what it has found, and a cursor for the rest. */
const TIMEOUT_MS = 1_500;
/** How long it tries items that match only if they have changed since the index read them. */
const UNLIKELY_TIMEOUT_MS = 200;

interface PageRead<Item> {
  size: number;
  begun: number;
  list: (ids: string[]) => Promise<ListPage<Item>>;
  /** The proposal for a listed item, with its current sort key. */
  placed: (item: Item, isLikely: boolean) => Proposed<Item>;
}

/**
 * A page of a search. `gone`: the number of likely items that Temporal did not list. `news`: the items that Temporal
 * listed.
 */
interface PageFound<Item> {
  items: Item[];
  next?: Ranked;
  gone: number;
  news: Item[];
}

/**
 * The first `size` of the proposed items that Temporal lists. Usually one query is enough. If Temporal lists an item at
 * another place than the index has for it, the item moves to that place.
 */
export async function readPage<Item extends { id: string }>(
  proposed: readonly Proposed<Item>[],
  { size, begun, list, placed }: PageRead<Item>,
): Promise<PageFound<Item>> {
  const queue = new PriorityQueue(proposed, bySortKey);
  const read = proposed.filter(({ item }) => item !== undefined);
  let gone = 0;
  let passed: Ranked | undefined;
  for (let round = 0; ; round++) {
    const head = takeUntil(queue, (taken) => taken === size + 1);
    const unread = head.find(({ item }) => item === undefined);
    const time = unread?.isLikely === false ? UNLIKELY_TIMEOUT_MS : TIMEOUT_MS;
    const isLate = unread !== undefined && round > 0 && Date.now() - begun > time;
    if (unread === undefined || isLate) {
      const known = isLate && unread.isLikely ? head.slice(0, head.indexOf(unread)) : head;
      const items = known.flatMap(({ item }) => item ?? []).slice(0, size);
      const last = known.filter(({ item }) => item !== undefined).at(items.length - 1);
      // Unlikely items, which the reader may not be allowed to read, do not lead to a further page.
      const hasMore = isLate ? unread.isLikely : head.length > size;
      const next = hasMore ? (last ?? passed) : undefined;
      // Without the unlikely items that are not shown: the index would make them likely, which moves them before the
      // next page.
      const news = [...items, ...read.flatMap(({ isLikely, item }) => (isLikely && item) || [])];
      return { items, gone, news, ...(next && { next: { rank: next.rank, time: next.time, id: next.id } }) };
    }
    const wanted = round === 0 ? Math.min(size + 1, BATCH * CONCURRENCY) : BATCH * CONCURRENCY;
    const isUnread = ({ item }: Proposed<Item>) => item === undefined;
    let count = head.filter(isUnread).length;
    const more = takeUntil(queue, (_, last) => {
      if (last && isUnread(last)) count += 1;
      return count >= wanted;
    });
    const batch = [...head, ...more].filter(isUnread).slice(0, wanted);
    const pages = await Promise.all(batchesOf(batch.map(({ id }) => id)).map(list));
    const listed = new Map(pages.flatMap(({ items }) => items.map((item) => [item.id, item])));
    const asked = new Set(batch);
    for (const each of [...head, ...more]) if (!asked.has(each)) queue.add(each);
    for (const { id, isLikely } of batch) {
      const item = listed.get(id);
      if (item === undefined) gone += Number(isLikely);
      else {
        const found = placed(item, isLikely);
        read.push(found);
        queue.add(found);
      }
    }
    passed = batch.at(-1);
  }
}

/** Takes items out until there are enough. */
function takeUntil<Item>(
  queue: PriorityQueue<Item>,
  isEnough: (taken: number, last: Item | undefined) => boolean,
): Item[] {
  const taken: Item[] = [];
  while (!isEnough(taken.length, taken.at(-1))) {
    const next = queue.take();
    if (next === undefined) break;
    taken.push(next);
  }
  return taken;
}

function batchesOf(ids: readonly string[]): string[][] {
  const batches: string[][] = [];
  for (let from = 0; from < ids.length; from += BATCH) batches.push(ids.slice(from, from + BATCH));
  return batches;
}
