import { defined } from '../../contract/defined';
import type { RequestKind } from '../../contract/names';
import type { ApprovalInput, Confirmation, RequestContent, RequestMemo } from '../../contract/request';
import { digest } from '../digest';
import { truncateToBytes } from '../text';

/** Short, since Temporal returns the memo with every row of a list. */
const MEMO_DESCRIPTION_BYTES = 200;

/** The memo that lists show of a request. Clients and workflows that start a request write the same one. */
export function requestMemo({ content, confirmation }: ApprovalInput, contentHash: string): RequestMemo {
  const { action, resource, description, requesterId, runId } = content;
  return {
    action,
    ...defined({ resource }),
    ...(description !== undefined && { description: truncateToBytes(description, MEMO_DESCRIPTION_BYTES) }),
    ...(confirmation && { message: truncateToBytes(confirmation.message, MEMO_DESCRIPTION_BYTES) }),
    requesterId,
    ...defined({ runId }),
    contentHash,
  };
}

/** The search attributes of type Keyword that a new request has. Clients and workflows that start one write the same. */
export function requestKeywords(kind: RequestKind, content: RequestContent): [RequestKeyword, string][] {
  const { action, resource, requesterId, runId } = content;
  const optional = (name: RequestKeyword, value: string | undefined): [RequestKeyword, string][] =>
    value === undefined ? [] : [[name, value]];
  return [
    ['HitlKind', kind],
    ['HitlStatus', 'pending'],
    ['HitlAction', action],
    ...optional('HitlResource', resource),
    ['HitlRequester', requesterId],
    ...optional('HitlRunId', runId),
  ];
}

type RequestKeyword =
  'HitlKind' | 'HitlStatus' | 'HitlAction' | 'HitlResource' | 'HitlRequester' | 'HitlRunId';

/** The request content that one row of a list shows. Deadline and approvers are not part of it: the worker sets those. */
export interface ListedRow {
  kind: RequestKind;
  action: string;
  resource?: string;
  description?: string;
  message?: string;
  requesterId: string;
  runId?: string;
}

const FIELDS = ['kind', 'action', 'resource', 'description', 'message', 'requesterId', 'runId'] as const;

/** The digest of the row's content. A decision made in a list carries it. */
export function rowDigest(row: ListedRow): string {
  return digest(FIELDS.map((field) => row[field] ?? null));
}

/** The row that a correct memo shows for this request. */
export function rowOf(
  request: RequestContent & { kind: RequestKind; confirmation?: Confirmation | undefined },
): ListedRow {
  const { kind, confirmation } = request;
  const { contentHash: _hash, ...shown } = requestMemo(
    { content: request, ...defined({ confirmation }) },
    '',
  );
  return { kind, ...shown };
}

/** The fields in which the listed row differs from the request. */
export function rowMismatches(listed: ListedRow, contained: ListedRow): string[] {
  return FIELDS.filter((field) => listed[field] !== contained[field]);
}
