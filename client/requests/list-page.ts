import type { Client } from '@temporalio/client';
import { executionInfoFromRaw } from '@temporalio/client/lib/helpers';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { RequestKind } from '../../contract/kind';
import type { RequestMemo } from '../../contract/request';
import type { RequestStatus } from '../../contract/status';
import { InvalidInput } from '../../contract/errors';
import { fromSearchValue } from '../../contract/search-value';
import { bounded } from '../temporal/bounded';
import { GRPC, grpcError } from '../temporal/grpc-errors';
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
}

export interface Page<Item> {
  items: Item[];
  /** The server's own token; absent on the last page. */
  token?: string;
}

/** A row as Temporal gives it. */
export type Row = Awaited<ReturnType<typeof executionInfoFromRaw>>;

/** One page of at most `size` requests, in the server's order. */
export function listPage(client: Client, query: string, size: number, token?: string) {
  return pageOf(client, query, size, toRequestItem, token);
}

/** One page of at most `size` rows, in the server's order. */
export async function pageOf<Item>(
  client: Client,
  query: string,
  size: number,
  toItem: (row: Row) => Item,
  token = '',
): Promise<Page<Item>> {
  const { namespace, loadedDataConverter } = client.options;
  const nextPageToken = Buffer.from(token, 'base64');
  const request = { namespace, query, pageSize: size, nextPageToken };
  const page = await listCall(client, () => client.workflowService.listWorkflowExecutions(request));
  const infos = await Promise.all(
    page.executions.map((raw) => executionInfoFromRaw(raw, loadedDataConverter, raw, namespace)),
  );
  const next = Buffer.from(page.nextPageToken ?? []).toString('base64');
  return { items: infos.map((row) => toItem(row)), ...(next && { token: next }) };
}

/** How many the query finds. */
export async function countOf(client: Client, query: string): Promise<number> {
  return (await listCall(client, () => client.workflow.count(query))).count;
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
  const { typedSearchAttributes: attributes, closeTime } = info;
  const memo = (info.memo ?? {}) as Partial<RequestMemo>;
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
    ...openTo(info),
    ...(memo.contentHash !== undefined && { contentHash: memo.contentHash }),
    ...(closeTime && { closedAt: closeTime.toISOString() }),
  };
}
