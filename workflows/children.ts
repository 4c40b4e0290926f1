import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild, type ChildWorkflowHandle, uuid4 } from '@temporalio/workflow';
import type { EscalationInput, EscalationMemo, EscalationRecord } from '../contract/escalation';
import { WORKFLOW_TYPES } from '../contract/names';
import type { RequestRecord } from '../contract/record';
import type { ApprovalInput } from '../contract/request';
import { childId } from '../rules/child-id';
import { contentHash } from '../rules/digest';
import { escalationDetails, escalationSummary } from '../rules/escalations/escalation-details';
import { cutTo, requestDetails, requestSummary } from '../rules/requests/request-details';
import { requestMemo } from '../rules/requests/request-memo';
import { keyword } from './attributes';

/**
 * How a child ends with its parent: asked to, so that it can say so in its record. (Temporal's default would terminate
 * it, which leaves none.) The task time-out is the client's: thousands of signals sent while no worker ran are one task.
 */
const CHILD = {
  parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
  workflowIdReusePolicy: 'REJECT_DUPLICATE',
  workflowTaskTimeout: '30s',
} as const;

type RequestWorkflow = (input: ApprovalInput) => Promise<RequestRecord>;
type EscalationWorkflow = (input: EscalationInput) => Promise<EscalationRecord>;

export interface ChildOptions {
  workflowId: string;
  /** Where the worker listens. Default: the parent's. */
  taskQueue?: string;
}

/** Starts a request as a child. */
export function startRequestChild(
  input: ApprovalInput,
  options: ChildOptions,
): Promise<ChildWorkflowHandle<RequestWorkflow>> {
  const { content, confirmation } = input;
  const kind = confirmation ? 'confirmation' : 'approval';
  return startChild<RequestWorkflow>(WORKFLOW_TYPES[kind], {
    ...CHILD,
    ...options,
    args: [input],
    memo: { ...requestMemo(input, contentHash(content, confirmation)) },
    typedSearchAttributes: [
      keyword('HitlKind', kind),
      keyword('HitlStatus', 'pending'),
      keyword('HitlAction', content.action),
      keyword('HitlRequester', content.requesterId),
      ...(content.runId === undefined ? [] : [keyword('HitlRunId', content.runId)]),
    ],
    staticSummary: requestSummary(content),
    staticDetails: requestDetails(content, confirmation),
  });
}

/** Starts an escalation as a child. */
export function startEscalationChild(
  input: EscalationInput,
  options: ChildOptions,
): Promise<ChildWorkflowHandle<EscalationWorkflow>> {
  const { runId, requestId, level, reason } = input;
  const memo: EscalationMemo = {
    runId,
    ...(requestId !== undefined && { requestId }),
    level,
    reason: cutTo(reason, 300),
  };
  return startChild<EscalationWorkflow>(WORKFLOW_TYPES.escalation, {
    ...CHILD,
    ...options,
    args: [input],
    memo: { ...memo },
    typedSearchAttributes: [
      keyword('HitlKind', 'escalation'),
      keyword('HitlStatus', 'pending'),
      keyword('HitlLevel', level),
      keyword('HitlRunId', runId),
    ],
    staticSummary: escalationSummary(input),
    staticDetails: escalationDetails(input),
  });
}

/**
 * Starts a child under this id, or under one of its own where a workflow has it already: that of another run, of an
 * earlier run of this workflow, or of one before a reset.
 */
export async function startUnder<T>(id: string, start: (id: string) => Promise<T>): Promise<T> {
  try {
    return await start(id);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    // Not of this run's own id: a reset changes that, but not what was started before it.
    return start(childId(id, uuid4().slice(0, 8)));
  }
}
