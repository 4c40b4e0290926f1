import type { WorkflowStartOptions } from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { RequestKind } from '../../contract/kind';
import type { SearchAttributeName } from '../../contract/names';
import { toSearchValue } from '../../contract/search-value';
import type { ApprovalInput, RequestContent } from '../../contract/request';
import { requestDetails, requestSummary } from '../../rules/requests/request-details';
import { requestMemo } from '../../rules/requests/request-memo';
import { readableId } from '../readable-id';

/** How the workflow of a request is started: no time-out of the workflow, since only expiry ends a request (design rule 7). */
export function startOptions(id: string, input: ApprovalInput, contentHash: string, taskQueue: string) {
  const { content, confirmation } = input;
  return {
    workflowId: id,
    taskQueue,
    args: [input] satisfies [ApprovalInput],
    // Thousands of signals sent while no worker ran are one task, which may take longer than the usual 10 s.
    workflowTaskTimeout: '30s',
    // An id is used once, and a second start says so rather than being given the first run without a word.
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    memo: { ...requestMemo(input, contentHash) },
    typedSearchAttributes: searchAttributes(kindOf(input), content),
    staticSummary: requestSummary(content),
    staticDetails: requestDetails(content, confirmation),
  } satisfies WorkflowStartOptions;
}

/** What a workflow that is started with this input is. */
export function kindOf({ confirmation }: ApprovalInput): RequestKind {
  return confirmation === undefined ? 'approval' : 'confirmation';
}

/** An id nobody has, that says in a list what it is for: `approval-transfer-funds-3k9x0a7q2m4b`. */
export function freshId(input: ApprovalInput): string {
  return readableId(kindOf(input), input.content.action);
}

function searchAttributes(
  kind: RequestKind,
  { action, requesterId, runId }: RequestContent,
): SearchAttributePair[] {
  return [
    keyword('HitlKind', kind),
    keyword('HitlStatus', 'pending'),
    keyword('HitlAction', action),
    keyword('HitlRequester', requesterId),
    ...(runId === undefined ? [] : [keyword('HitlRunId', runId)]),
  ];
}

/** A search attribute of type Keyword. */
export function keyword(name: SearchAttributeName, value: string): SearchAttributePair {
  return { key: defineSearchAttributeKey(name, 'KEYWORD'), value: toSearchValue(value) };
}
