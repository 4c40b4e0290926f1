import type { ListPage } from '../../client';
import { checked } from '../../client/input';
import { fromCursor, type Position, type Ranked, toCursor } from '../../client/temporal/cursor';
import type { SearchedPage } from '../../client/temporal/ordered-list';
import { checkedLimit } from '../../client/temporal/page';
import { defined } from '../../contract/defined';
import { SearchSchema } from '../../contract/search-pattern';
import { wordsOf } from '../../rules/requests/search-words';
import type { Candidate, SearchIndex } from './search-index';
import { BATCH, bySortKey, type Proposed, readPage } from './search-page';

/*
 * Search by words. An index only proposes items, in the order of the list. Each is then listed like any other, with the reader's
 * permissions and its current status.
 */

/**
 * `unlikely`: the item matches only if it has changed since the index read it. `never`: it cannot match, because the
 * values that differ never change.
 */
export type Match = 'likely' | 'unlikely' | 'never';

/** What a list is sorted by: first `rank` (from 0 to 15), then `time`. Both ascend. */
export type SortKey = Pick<Ranked, 'rank' | 'time'>;

export interface Search<Item, Known> {
  search: string;
  limit: number | undefined;
  cursor: string | undefined;
  /** The filter and the order as written. */
  named: object;
  match: (item: Known, now: number) => Match;
  /** Whether the reader could read the item when the index last read it. */
  isReadable: (item: Known) => boolean;
  sortKeyOf: (item: Known) => SortKey;
  /** Lists the items with these ids that match and that the reader may read. */
  list: (ids: string[], limit: number) => Promise<ListPage<Item>>;
  /** The items that Temporal can find without the index. Used while the index is not complete. */
  findByName: (limit: number) => Promise<Item[]>;
  /** About how many items the reader may read. */
  count: () => Promise<number>;
}

/** Added to the rank of an item that the search finds only if the index is out of date. */
const UNLIKELY = 16;

/** The items with all words of `search` that the principal may read, in the order of the list. Throws like the list. */
export async function searchIn<Item extends { id: string }, Known extends Candidate>(
  index: SearchIndex<Item, Known>,
  {
    search,
    limit,
    cursor,
    match,
    isReadable,
    sortKeyOf,
    list,
    findByName,
    count,
    ...given
  }: Search<Item, Known>,
): Promise<SearchedPage<Item>> {
  const words = wordsOf(checked(SearchSchema, search, 'search'));
  const size = checkedLimit(limit);
  const named = { ...given.named, search: search.trim() };
  const after = cursor === undefined ? undefined : rankedIn(fromCursor(cursor, named));
  const begun = Date.now();
  await index.update();
  const proposal = (known: Known, isLikely: boolean, item?: Item): Proposed<Item> => {
    const { rank, time } = sortKeyOf(known);
    return { rank: rank + (isLikely ? 0 : UNLIKELY), time, id: known.id, isLikely, item };
  };
  let likely = 0;
  let proposed: Proposed<Item>[] = [];
  for (const known of index.find(words)) {
    const matches = match(known, begun);
    if (matches === 'never') continue;
    const isLikely = matches === 'likely' && isReadable(known);
    if (isLikely) likely += 1;
    proposed.push(proposal(known, isLikely));
  }
  if (!index.isComplete) {
    const all = new Map(proposed.map((each) => [each.id, each]));
    for (const item of await findByName(size)) all.set(item.id, proposal(index.known(item), true, item));
    proposed = [...all.values()];
  }
  const { items, next, gone, news } = await readPage(
    after === undefined ? proposed : proposed.filter((each) => bySortKey(each, after) > 0),
    {
      size,
      begun,
      list: (ids) => list(ids, BATCH),
      placed: (item, isLikely) => proposal(index.known(item), isLikely, item),
    },
  );
  index.add(news);
  const rows = index.count(isReadable);
  const of = index.isComplete ? rows : Math.max(rows, await count());
  const isAll = after === undefined && next === undefined;
  const matches = isAll ? items.length : likely - gone;
  return {
    items,
    ...defined({ nextCursor: next && toCursor(named, next) }),
    searched: { rows, of, matches },
  };
}

/** The sort key in a cursor of a search. */
function rankedIn(position: Position): Ranked | undefined {
  return 'rank' in position ? position : undefined;
}
