import type { Client } from '@temporalio/client';
import { InvalidInput } from '../../contract/errors';
import { LIMITS } from '../../contract/limits';
import { AND_OTHERS } from '../../contract/names';
import { asAttributesMissing, callTemporal, GRPC, grpcError } from './calls';
import { type Row, rowOf } from './row';

/** Which page of a list, and how long it is. */
export interface PageOptions {
  /** The most items to return, up to 1000. Default 50. */
  limit?: number;
  /** `nextCursor` of the previous page. Filter and order must be the same. */
  cursor?: string;
}

/** @throws InvalidInput */
export function checkedLimit(limit = 50): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMITS.pageSize) return limit;
  throw new InvalidInput(`limit: must be a whole number from 1 to ${LIMITS.pageSize}`);
}

export interface Page<Item> {
  items: Item[];
  /** The server's own token; absent on the last page. */
  token?: string;
}

/** One page of at most `size` rows, in the server's order. Rows for which `toItem` returns nothing are left out. */
export async function pageOf<Item>(
  client: Client,
  query: string,
  size: number,
  toItem: (row: Row) => Item | undefined,
  token = '',
): Promise<Page<Item>> {
  const { namespace } = client.options;
  const nextPageToken = Buffer.from(token, 'base64');
  const request = { namespace, query, pageSize: size, nextPageToken };
  const page = await listCall(client, () => client.workflowService.listWorkflowExecutions(request));
  const rows = await Promise.all(page.executions.map((raw) => rowOf(client, raw)));
  const next = Buffer.from(page.nextPageToken ?? []).toString('base64');
  const items = rows.map((row) => toItem(row)).filter((item) => item !== undefined);
  return { items, ...(next && { token: next }) };
}

/** Counts the workflows that the query finds. */
export async function countOf(client: Client, query: string): Promise<number> {
  return (await listCall(client, () => client.workflow.count(query))).count;
}

/** At most this many rows are checked one by one. Further rows count as matching. */
const MAX_CHECKED = 1_000;

/**
 * Counts the rows that match the filter. The query also finds rows whose search attribute cannot name all approvers; only
 * those rows are checked one by one.
 */
export async function countMatching(
  client: Client,
  query: string,
  isMeant: ((row: Row) => boolean) | undefined,
): Promise<number> {
  if (isMeant === undefined) return countOf(client, query);
  const [count, others] = await Promise.all([
    countOf(client, query),
    pageOf(client, `${query} AND HitlApprovers = '${AND_OTHERS}'`, MAX_CHECKED, (row) =>
      isMeant(row) ? undefined : row,
    ),
  ]);
  return Math.max(0, count - others.items.length);
}

async function listCall<T>(client: Client, fn: () => Promise<T>): Promise<T> {
  return callTemporal(client, fn).catch((error: unknown) => {
    const { code, details } = grpcError(error) ?? {};
    if (code === GRPC.INVALID_ARGUMENT && details && /page token/i.test(details))
      throw new InvalidInput(`cursor: ${details}`);
    throw asAttributesMissing(error, client.options.namespace) ?? error;
  });
}
