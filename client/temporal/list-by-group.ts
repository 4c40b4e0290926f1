import type { Client } from '@temporalio/client';
import type { SearchAttributeName } from '../../contract/names';
import type { Place } from './cursor';
import { type Page, pageOf } from './page';
import { quoted } from './query-terms';
import type { Row } from './row';

/** How many rows are read to see whether there is a next page. */
const AHEAD = 10;

/** A list in groups by the value of a search attribute. */
export interface GroupedList<Item> {
  query: string;
  attribute: SearchAttributeName;
  /** The values in the order of the list. Rows with another value, or with none, come last. */
  values: readonly string[];
  toItem: (row: Row) => Item | undefined;
}

/**
 * The first `limit` items after `from`, group by group, and within a group in the server's order. The server cannot sort by
 * a search attribute, so each group is a query of its own.
 */
export async function listByGroup<Item>(
  client: Client,
  { query, attribute, values, toItem }: GroupedList<Item>,
  limit: number,
  from: Place | undefined,
): Promise<{ items: Item[]; next?: Place }> {
  const begun = from && 'group' in from ? from : undefined;
  const items: Item[] = [];
  // One more group than values: the others.
  for (let group = begun?.group ?? 0; group <= values.length; group++) {
    let token: string | undefined = group === begun?.group ? begun.token : '';
    while (token !== undefined) {
      const room = limit - items.length;
      const term = `${query} AND ${termOf(attribute, values, values[group])}`;
      const page: Page<Item> = await pageOf(client, term, room || AHEAD, toItem, token);
      // Only a look ahead: the page is full, and there must be a next one only if it has something.
      if (room === 0 && page.items.length > 0) return { items, next: { group, token } };
      if (room > 0) items.push(...page.items);
      token = page.token;
    }
  }
  return { items };
}

function termOf(
  attribute: SearchAttributeName,
  values: readonly string[],
  value: string | undefined,
): string {
  if (value !== undefined) return `${attribute} = ${quoted(value)}`;
  // A workflow that was started by hand may have any value.
  return `(${attribute} IS NULL OR ${attribute} NOT IN (${values.map(quoted).join(', ')}))`;
}
