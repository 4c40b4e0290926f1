import type { ApprovalInput, RequestMemo } from '../../contract/request';
import { cutTo } from './request-details';

/** A memo travels with every row of a list. */
const MEMO_DESCRIPTION_BYTES = 200;

/** What a list shows of a request, whoever starts its workflow. */
export function requestMemo({ content, confirmation }: ApprovalInput, contentHash: string): RequestMemo {
  const { action, resource, description, requesterId, runId } = content;
  return {
    action,
    ...(resource !== undefined && { resource }),
    ...(description !== undefined && { description: cutTo(description, MEMO_DESCRIPTION_BYTES) }),
    ...(confirmation && { message: cutTo(confirmation.message, MEMO_DESCRIPTION_BYTES) }),
    requesterId,
    ...(runId !== undefined && { runId }),
    contentHash,
  };
}
