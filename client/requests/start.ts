import type { WorkflowStartOptions } from '@temporalio/client';
import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import { RequestIdTaken, RequestNotFound } from '../../contract/errors';
import {
  type RequestKind,
  type RequestStatus,
  type SearchAttributeName,
  WORKFLOW_TYPES,
} from '../../contract/names';
import {
  type ApprovalInput,
  type RequestContent,
  RequestContentSchema,
  type RequestInput,
} from '../../contract/request';
import { contentHash } from '../../rules/digest';
import { requestDetails, requestSummary } from '../../rules/requests/details';
import { requestMemo } from '../../rules/requests/listed-row';
import { checked, checkedFreshId, readableId, toPlainJson } from '../input';
import { asAttributesMissing, callTemporal } from '../temporal/calls';
import { find } from '../temporal/read';
import type { Session } from '../temporal/session';
import { requestStatusOf } from '../temporal/status';
import { REQUEST, startedWith } from './entity';
import { toSearchValue } from '../../contract/search-value';

/**
 * Requests an approval. Needs no worker. With an `id` it is idempotent (design rule 13): the same id again answers
 * the request that exists, open or ended. Without, the id is a fresh readable one.
 *
 * @throws InvalidInput that names the field
 * @throws RequestIdTaken when the id is another request's or another workflow's
 * @throws SearchAttributesMissing with the command that makes them
 * @throws TemporalUnreachable; the request may exist all the same, so repeat it with the same id
 */
export async function requestApproval(
  session: Session,
  input: RequestInput,
  options?: SubmitOptions,
): Promise<RequestedApproval> {
  return startRequest(session, { content: readContent(input) }, input?.id, options);
}

export interface RequestedApproval {
  id: string;
  status: RequestStatus;
  /** False when the id was requested before with the same content. */
  created: boolean;
  /** The digest of what is decided; a decision may name it as `expected.contentHash`. */
  contentHash: string;
}

export interface SubmitOptions {
  /** The account in whose name an admin server or a gateway sends it: kept in the memo, beside the requester. */
  submittedBy?: string;
}

/**
 * Starts the workflow of a request, or finds the one that has the id already with the same content.
 *
 * @throws RequestIdTaken, SearchAttributesMissing, TemporalUnreachable, InvalidInput; see `requestApproval`
 */
export async function startRequest(
  session: Session,
  input: ApprovalInput,
  wantedId: string | undefined,
  { submittedBy }: SubmitOptions = {},
): Promise<RequestedApproval> {
  const { client, taskQueue } = session;
  const hash = contentHash(input.content, input.confirmation);
  const id = wantedId === undefined ? freshId(input) : checkedFreshId(wantedId);
  const usual = startOptions(id, input, hash, taskQueue);
  const options = submittedBy === undefined ? usual : { ...usual, memo: { ...usual.memo, submittedBy } };
  try {
    await callTemporal(client, () => client.workflow.start(WORKFLOW_TYPES[requestKind(input)], options));
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      // Nobody else has a fresh id: Temporal's answer was lost, and this call asked again.
      return { ...(await existing(session, id, hash)), created: wantedId === undefined };
    throw asAttributesMissing(error, client.options.namespace) ?? error;
  }
  session.known.add(id, REQUEST, true);
  return { id, status: 'pending', created: true, contentHash: hash };
}

/** What is asked, as plain JSON. @throws InvalidInput that names the field */
export function readContent(input: Partial<RequestInput>): RequestContent {
  const { id: _id, context, ...rest } = input ?? {};
  const plain = context === undefined ? {} : { context: toPlainJson(context, 'context') };
  return checked(RequestContentSchema, { ...rest, ...plain }, 'request');
}

async function existing(session: Session, id: string, hash: string): Promise<RequestedApproval> {
  const described = await find(session, REQUEST, id).catch((error: unknown) => {
    throw error instanceof RequestNotFound ? taken(id, error.message.slice(id.length + 2)) : error;
  });
  const { memo } = described;
  const { content, contentHash: found, taskQueue } = await startedWith(session, id);
  // Another worker decides there, by other policies or by none.
  if (taskQueue !== session.taskQueue) throw taken(id, `a request on task queue ${taskQueue} has this id`);
  // The memo is what its starter says. It is compared only where the content cannot be read: encrypted, without the codec.
  if ((found ?? memo.contentHash) !== hash) {
    const { action, requesterId } = content ?? memo;
    const what = action === undefined ? '' : `: ${action} for ${requesterId}`;
    throw taken(id, `a request with other content has this id${what}`);
  }
  return { id, status: requestStatusOf(described), created: false, contentHash: hash };
}

function taken(id: string, detail: string): RequestIdTaken {
  return new RequestIdTaken(id, `${detail}. Choose another id`);
}

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
    typedSearchAttributes: searchAttributes(requestKind(input), content),
    staticSummary: requestSummary(content),
    staticDetails: requestDetails(content, confirmation),
  } satisfies WorkflowStartOptions;
}

/** What a workflow that is started with this input is. */
function requestKind({ confirmation }: ApprovalInput): RequestKind {
  return confirmation === undefined ? 'approval' : 'confirmation';
}

/** An id nobody has, that says in a list what it is for: `approval-transfer-funds-3k9x0a7q2m4b`. */
function freshId(input: ApprovalInput): string {
  return readableId(requestKind(input), input.content.action);
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
