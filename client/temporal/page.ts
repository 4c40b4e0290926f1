import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { z } from 'zod';
import { InvalidInput } from '../../contract/errors';
import { LIMITS } from '../../contract/limits';
import { AND_OTHERS, type RequestKind, type RequestStatus } from '../../contract/names';
import { digest } from '../../rules/digest';
import { asAttributesMissing, callTemporal, GRPC, grpcError } from './calls';
import { type Row, rowOf } from './row';
import { openFieldsOf, requestKindOf, requestStatusOf } from './status';
import { fromSearchValue } from '../../contract/search-value';

export interface PageOptions {
  /** At most so many items, up to 1000. Default 50. */
  limit?: number;
  /** `nextCursor` of the page before, with the same filter and order. */
  cursor?: string;
}

export interface ListPage<Item> {
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
): Promise<ListPage<Item>> {
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

/** A row of a list: from search attributes and memo alone (design, Temporal). Times are ISO 8601. */
export interface RequestItem {
  id: string;
  kind: RequestKind;
  status: RequestStatus;
  action: string;
  resource?: string;
  /** Its beginning, if it is long. */
  description?: string;
  /** Of a confirmation: what the person reads; its beginning, if it is long. */
  message?: string;
  requesterId: string;
  runId?: string;
  requestedAt: string;
  /** Absent until a worker has planned it. */
  expiresAt?: string;
  /** Who is asked in the open stage, or was at the end. Absent until a worker has planned it. */
  approvers?: string[];
  contentHash?: string;
  closedAt?: string;
  /** More people are asked than `approvers` names; a list by approver may contain this request although it does not ask them. */
  approversIncomplete?: true;
  /** What Temporal has of it that cannot be decoded, and why. The fields that depend on it are absent or empty. */
  unreadable?: string;
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

/** How many the query finds. */
export async function countOf(client: Client, query: string): Promise<number> {
  return (await listCall(client, () => client.workflow.count(query))).count;
}

/** More rows than these are not checked one by one: they count as meant. */
const MAX_CHECKED = 1_000;

/**
 * Counts the rows that the filter means. The query also finds rows whose search attribute cannot name all approvers. Only
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

const action = defineSearchAttributeKey('HitlAction', 'KEYWORD');
const requester = defineSearchAttributeKey('HitlRequester', 'KEYWORD');
const run = defineSearchAttributeKey('HitlRunId', 'KEYWORD');

/** The row of a request. */
export function toRequestItem(info: Row): RequestItem {
  const { typedSearchAttributes: attributes, closeTime, memo, unreadable } = info;
  const { isIncomplete, ...open } = openFieldsOf(info);
  const said = (key: typeof action) => fromSearchValue(attributes.get(key) ?? '');
  const runId = memo.runId ?? (said(run) || undefined);
  return {
    id: info.workflowId,
    kind: requestKindOf(info),
    status: requestStatusOf(info),
    action: memo.action ?? said(action),
    ...(memo.resource !== undefined && { resource: memo.resource }),
    ...(memo.description !== undefined && { description: memo.description }),
    ...(memo.message !== undefined && { message: memo.message }),
    requesterId: memo.requesterId ?? said(requester),
    ...(runId !== undefined && { runId }),
    requestedAt: info.startTime.toISOString(),
    ...open,
    ...(memo.contentHash !== undefined && { contentHash: memo.contentHash }),
    ...(closeTime && { closedAt: closeTime.toISOString() }),
    ...(isIncomplete && { approversIncomplete: true as const }),
    ...(unreadable !== undefined && { unreadable }),
  };
}

/** The last time that a Date can hold. */
const LAST_TIME = 8.64e15;

/** Where a list goes on: after the server's page token, or after a deadline and an id. */
const PositionSchema = z.union([
  z.strictObject({ token: z.string() }),
  z.strictObject({ deadline: z.int().min(0).max(LAST_TIME), id: z.string() }),
]);
const CursorSchema = z.strictObject({ of: z.string(), at: PositionSchema });

export type Position = z.output<typeof PositionSchema>;

/** An opaque cursor that holds for this list only: its filter and its order. */
export function toCursor(list: object, at: Position): string {
  return Buffer.from(JSON.stringify({ of: fingerprint(list), at })).toString('base64url');
}

/** @throws InvalidInput when it is no cursor, or another list's */
export function fromCursor(cursor: string, list: object): Position {
  const read = CursorSchema.safeParse(parse(cursor));
  if (!read.success) throw new InvalidInput('cursor: is none of ours: give back `nextCursor` as it came');
  if (read.data.of !== fingerprint(list))
    throw new InvalidInput('cursor: belongs to a list with another filter or order');
  return read.data.at;
}

/** The filter as written: `olderThan` means another time on every page, and the same list. */
function fingerprint(list: object): string {
  const given = Object.entries(list).filter(([, value]) => value !== undefined);
  return digest(Object.fromEntries(given.map(([name, value]) => [name, [value].flat()]))).slice(0, 16);
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
  } catch {
    return undefined;
  }
}
