import type { Client } from '@temporalio/client';
import { InvalidInput } from '../../contract/errors';
import { LIMITS } from '../../contract/limits';
import { fromCursor, toCursor } from './list-cursor';
import { pageOf } from '../requests/list-page';
import type { Row } from './row';

export interface PageOptions {
  /** At most so many items, up to 1000. Default 50. */
  limit?: number;
  /** `nextCursor` of the page before, with the same filter and order. */
  cursor?: string;
}

export interface Listed<Item> {
  items: Item[];
  /** Absent on the last page. A page may be short or empty and not be the last. */
  nextCursor?: string;
}

/**
 * A page in the server's order: the open ones first, newest first, then the others, latest end first. `list` is what
 * makes this list another one than others: a cursor holds for it alone.
 */
export async function listNewest<Item>(
  client: Client,
  { query, list, toItem }: { query: string; list: object; toItem: (row: Row) => Item | undefined },
  { limit, cursor }: PageOptions,
): Promise<Listed<Item>> {
  const from = cursor === undefined ? undefined : fromCursor(cursor, list);
  const token = from && 'token' in from ? from.token : undefined;
  const page = await pageOf(client, query, checkedLimit(limit), toItem, token);
  return { items: page.items, ...(page.token && { nextCursor: toCursor(list, { token: page.token }) }) };
}

/** @throws InvalidInput */
export function checkedLimit(limit = 50): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMITS.pageSize) return limit;
  throw new InvalidInput(`limit: must be a whole number from 1 to ${LIMITS.pageSize}`);
}
