import { randomBytes } from 'node:crypto';
import type { WorkflowStartOptions } from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { SearchAttributeName } from '../contract/names';
import type { ApprovalInput, RequestContent, RequestMemo } from '../contract/request';
import { cutTo, requestDetails, requestSummary } from '../rules/request-details';

/** A memo travels with every row of a list. */
const MEMO_DESCRIPTION_BYTES = 200;

/** How the workflow of a request is started: no time-out of the workflow, since only expiry ends a request (design rule 7). */
export function startOptions(id: string, content: RequestContent, contentHash: string, taskQueue: string) {
  return {
    workflowId: id,
    taskQueue,
    args: [{ content }] satisfies [ApprovalInput],
    // Thousands of signals sent while no worker ran are one task, which may take longer than the usual 10 s.
    workflowTaskTimeout: '30s',
    // An id is used once, and a second start says so rather than being given the first run without a word.
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    memo: { ...memoOf(content, contentHash) },
    typedSearchAttributes: searchAttributes(content),
    staticSummary: requestSummary(content),
    staticDetails: requestDetails(content),
  } satisfies WorkflowStartOptions;
}

/** An id nobody has, that says in a list what it is for: `approval-transfer-funds-3k9x0a7q2m4b`. */
export function freshId({ action }: RequestContent): string {
  const slug = action
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return ['approval', ...(slug ? [slug] : []), randomLetters(12)].join('-');
}

/** Letters and digits that are hard to mistake for one another (Crockford's base 32): 5 bits each. */
function randomLetters(count: number): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return Array.from(randomBytes(count), (byte) => alphabet[byte % alphabet.length]).join('');
}

function memoOf(content: RequestContent, contentHash: string): RequestMemo {
  const { action, resource, description, requesterId, runId } = content;
  return {
    action,
    ...(resource !== undefined && { resource }),
    ...(description !== undefined && { description: cutTo(description, MEMO_DESCRIPTION_BYTES) }),
    requesterId,
    ...(runId !== undefined && { runId }),
    contentHash,
  };
}

function searchAttributes({ action, requesterId, runId }: RequestContent): SearchAttributePair[] {
  const keyword = (name: SearchAttributeName, value: string): SearchAttributePair => ({
    key: defineSearchAttributeKey(name, 'KEYWORD'),
    value,
  });
  return [
    keyword('HitlKind', 'approval'),
    keyword('HitlStatus', 'pending'),
    keyword('HitlAction', action),
    keyword('HitlRequester', requesterId),
    ...(runId === undefined ? [] : [keyword('HitlRunId', runId)]),
  ];
}
