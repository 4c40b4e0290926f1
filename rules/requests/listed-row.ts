import type { RequestKind } from '../../contract/names';
import type { ApprovalInput, Confirmation, RequestContent, RequestMemo } from '../../contract/request';
import { digest } from '../digest';
import { truncateToBytes } from './details';

/** A memo travels with every row of a list. */
const MEMO_DESCRIPTION_BYTES = 200;

/** What a list shows of a request, whoever starts its workflow. */
export function requestMemo({ content, confirmation }: ApprovalInput, contentHash: string): RequestMemo {
  const { action, resource, description, requesterId, runId } = content;
  return {
    action,
    ...(resource !== undefined && { resource }),
    ...(description !== undefined && { description: truncateToBytes(description, MEMO_DESCRIPTION_BYTES) }),
    ...(confirmation && { message: truncateToBytes(confirmation.message, MEMO_DESCRIPTION_BYTES) }),
    requesterId,
    ...(runId !== undefined && { runId }),
    contentHash,
  };
}

/** What a row of a list shows of a request's content. Deadline and approvers are set by the worker and are not part of it. */
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

/** The digest of what a row shows. A decision taken from the row carries it. */
export function rowDigest(row: ListedRow): string {
  return digest(FIELDS.map((field) => row[field] ?? null));
}

/** The row that a truthful memo shows of this content. */
export function rowOf(
  request: RequestContent & { kind: RequestKind; confirmation?: Confirmation | undefined },
): ListedRow {
  const { kind, confirmation } = request;
  const { contentHash: _hash, ...shown } = requestMemo(
    { content: request, ...(confirmation && { confirmation }) },
    '',
  );
  return { kind, ...shown };
}

/** The fields in which a row shows something else than the request contains. */
export function rowMismatches(listed: ListedRow, contained: ListedRow): string[] {
  return FIELDS.filter((field) => listed[field] !== contained[field]);
}
