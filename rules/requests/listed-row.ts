import type { Confirmation } from '../../contract/confirmation';
import type { RequestKind } from '../../contract/kind';
import type { RequestContent } from '../../contract/request';
import { digest } from '../digest';
import { requestMemo } from './request-memo';

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
