import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { RequestKind } from '../../contract/kind';
import type { RequestStatus } from '../../contract/status';
import { InvalidInput } from '../../contract/errors';
import { AND_OTHERS } from '../../contract/names';
import { fromSearchValue } from '../../contract/search-value';
import { bounded } from '../temporal/bounded';
import { GRPC, grpcError } from '../temporal/grpc-errors';
import { type Row, rowOf } from '../temporal/row';
import { openTo, requestKindOf, statusOf } from './request-status';
import { asAttributesMissing } from '../temporal/search-attributes-missing';

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
const MOST_CHECKED = 1_000;

/**
 * Counts the rows that the filter means. The query also finds rows whose search attribute cannot name all approvers. Only
 * those rows are checked one by one.
 */
export async function countMeant(
  client: Client,
  query: string,
  isMeant: ((row: Row) => boolean) | undefined,
): Promise<number> {
  if (isMeant === undefined) return countOf(client, query);
  const [count, others] = await Promise.all([
    countOf(client, query),
    pageOf(client, `${query} AND HitlApprovers = '${AND_OTHERS}'`, MOST_CHECKED, (row) =>
      isMeant(row) ? undefined : row,
    ),
  ]);
  return Math.max(0, count - others.items.length);
}

async function listCall<T>(client: Client, fn: () => Promise<T>): Promise<T> {
  return bounded(client, fn).catch((error: unknown) => {
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
  const { isIncomplete, ...open } = openTo(info);
  const said = (key: typeof action) => fromSearchValue(attributes.get(key) ?? '');
  const runId = memo.runId ?? (said(run) || undefined);
  return {
    id: info.workflowId,
    kind: requestKindOf(info),
    status: statusOf(info),
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
