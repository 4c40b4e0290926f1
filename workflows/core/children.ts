import { ChildWorkflowFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { type ChildWorkflowHandle, ParentClosePolicy, startChild, uuid4 } from '@temporalio/workflow';
import { markedMemo, markedSummary } from '../../codec/clear-parts';
import { defined } from '../../contract/defined';
import type { EscalationInput, EscalationMemo, EscalationRecord } from '../../contract/escalation';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { NotificationsRecord, Subject } from '../../contract/notification';
import type { ApprovalInput, RequestRecord } from '../../contract/request';
import type { UseInput, UseRecord } from '../../contract/use';
import { contentHash } from '../../rules/digest';
import { escalationDetails, escalationSummary } from '../../rules/escalations/details';
import { childId, useId } from '../../rules/ids';
import { notificationsId, wakeOptions } from '../../rules/notifications/wake';
import { requestDetails, requestSummary } from '../../rules/requests/details';
import { requestKeywords, requestMemo } from '../../rules/requests/listed-row';
import { truncateToBytes } from '../../rules/text';
import { useDetails, useSummary } from '../../rules/uses/text';
import { keywordAttribute } from './attributes';

/**
 * When its parent ends, a child is cancelled, so that it can end with a record. Temporal's default would terminate it without
 * one. The task timeout is the same as the client's, since thousands of signals from an outage arrive in one task.
 */
const CHILD = {
  parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
  workflowIdReusePolicy: 'REJECT_DUPLICATE',
  workflowTaskTimeout: '30s',
} as const;

type RequestWorkflow = (input: ApprovalInput) => Promise<RequestRecord>;
type EscalationWorkflow = (input: EscalationInput) => Promise<EscalationRecord>;

interface ChildOptions {
  workflowId: string;
  /** The task queue of the worker. Default: the parent's. */
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
    memo: markedMemo(requestMemo(input, contentHash(content, confirmation))),
    typedSearchAttributes: requestKeywords(kind, content).map(([name, value]) =>
      keywordAttribute(name, value),
    ),
    staticSummary: markedSummary(requestSummary(content)),
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
    ...defined({ requestId }),
    level,
    reason: truncateToBytes(reason, 300),
  };
  return startChild<EscalationWorkflow>(WORKFLOW_TYPES.escalation, {
    ...CHILD,
    ...options,
    args: [input],
    memo: markedMemo(memo),
    typedSearchAttributes: [
      keywordAttribute('HitlKind', 'escalation'),
      keywordAttribute('HitlStatus', 'pending'),
      keywordAttribute('HitlLevel', level),
      keywordAttribute('HitlRunId', runId),
    ],
    staticSummary: markedSummary(escalationSummary(input)),
    staticDetails: escalationDetails(input),
  });
}

/**
 * Claims an approval: the start of this workflow is the claim. It outlives its parent, since its record says what became of the
 * approval.
 *
 * @throws WorkflowExecutionAlreadyStartedError when another has claimed it
 */
export function startUseChild(
  input: UseInput,
  { action, requesterId, runId }: RequestRecord,
  taskQueue?: string,
): Promise<ChildWorkflowHandle<(input: UseInput) => Promise<UseRecord>>> {
  return startChild(WORKFLOW_TYPES.use, {
    ...CHILD,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    workflowId: useId(input.requestId, input.number),
    ...defined({ taskQueue }),
    args: [input],
    typedSearchAttributes: [
      keywordAttribute('HitlKind', 'use'),
      keywordAttribute('HitlAction', action),
      keywordAttribute('HitlRequester', requesterId),
      ...(runId === undefined ? [] : [keywordAttribute('HitlRunId', runId)]),
    ],
    staticSummary: markedSummary(useSummary(input)),
    staticDetails: useDetails(input),
  });
}

/** Starts the notifications of a subject whose workflow ends. They outlive it, but are started only while it is open. */
export function startNotificationsChild(
  subject: Subject,
): Promise<ChildWorkflowHandle<(subject: Subject) => Promise<NotificationsRecord>>> {
  const id = notificationsId(subject);
  const { workflowId, memo, workflowTaskTimeout, staticSummary } = wakeOptions(id, subject, {});
  return startChild(WORKFLOW_TYPES.notifications, {
    ...{ workflowId, args: [subject], memo, workflowTaskTimeout, staticSummary },
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });
}

/**
 * Starts a child with this id, or with a unique one if a workflow already has it: a child of another run, of an earlier run of
 * this workflow, or from before a reset.
 */
export async function startWithFreeId<T>(id: string, start: (id: string) => Promise<T>): Promise<T> {
  try {
    return await start(id);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    // A random suffix, not this run's id: a reset changes the run's id, but not the children from before it.
    return start(childId(id, uuid4().slice(0, 8)));
  }
}

/** Why a child has no result: it was ended in Temporal, or it could not be started. */
export function childFailure(error: unknown): { by: 'operator' | 'system'; reason: string } {
  if (error instanceof ChildWorkflowFailure)
    return { by: 'operator', reason: cut(`it was ended in Temporal: ${(error.cause ?? error).message}`) };
  return { by: 'system', reason: cut(`it could not be started: ${(error as Error).message}`) };
}

function cut(text: string): string {
  return text.slice(0, 500);
}
