import type { WorkflowStartOptions } from '@temporalio/client';
import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import { defined } from '../../contract/defined';
import { InvalidInput, RequestIdTaken, RequestNotFound } from '../../contract/errors';
import { type RequestKind, type SearchAttributeName, WORKFLOW_TYPES } from '../../contract/names';
import {
  type ApprovalInput,
  type RequestContent,
  RequestContentSchema,
  type RequestedApproval,
  type RequestInput,
} from '../../contract/request';
import { toSearchValue } from '../../contract/search-value';
import { contentHash } from '../../rules/digest';
import { requestDetails, requestSummary } from '../../rules/requests/details';
import { requestKeywords, requestMemo } from '../../rules/requests/listed-row';
import { formProblem } from '../../rules/requests/response-form';
import { checked, checkedFreshId, readableId, toPlainJson } from '../input';
import { asAttributesMissing, callTemporal } from '../temporal/calls';
import { withClearParts } from '../temporal/clear-parts';
import { find } from '../temporal/read';
import type { Session } from '../temporal/session';
import { requestStatusOf } from '../temporal/status';
import { REQUEST, startedWith } from './entity';

/**
 * Requests an approval. Needs no worker. With an `id` it is idempotent (design rule 13): the same id again returns the
 * existing request, open or ended. Without an `id` the request gets a new readable one.
 *
 * @throws InvalidInput that names the field
 * @throws RequestIdTaken when another request or workflow has the id
 * @throws SearchAttributesMissing with the command that creates them
 * @throws TemporalUnreachable; the request may exist nevertheless, so repeat the call with the same id
 */
export async function requestApproval(
  session: Session,
  input: RequestInput,
  options?: SubmitOptions,
): Promise<RequestedApproval> {
  return startRequest(session, { content: readContent(input) }, input?.id, options);
}

export type { RequestedApproval };

export interface SubmitOptions {
  /** The account with which an admin server or a gateway sent it. Kept in the memo, beside the requester. */
  submittedBy?: string;
}

/**
 * Starts the workflow of a request, or finds the existing request with the same id and content.
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
    await callTemporal(client, () =>
      client.workflow.start(WORKFLOW_TYPES[requestKind(input)], withClearParts(client, options)),
    );
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      // A fresh id exists only if an earlier attempt of this call has started it and Temporal's answer was lost.
      return { ...(await existing(session, id, hash)), created: wantedId === undefined };
    throw asAttributesMissing(error, client.options.namespace) ?? error;
  }
  session.known.add(id, REQUEST, true);
  return { id, status: 'pending', created: true, contentHash: hash };
}

/** The request's content as plain JSON. @throws InvalidInput that names the field */
export function readContent(input: Partial<RequestInput>): RequestContent {
  const { id: _id, context, evidence, response, ...rest } = input ?? {};
  const given = defined({ context, evidence, response });
  const plain = Object.entries(given).map(([name, value]) => [name, toPlainJson(value, name)] as const);
  const content = checked(RequestContentSchema, { ...rest, ...Object.fromEntries(plain) }, 'request');
  const problem = formProblem(content.response);
  if (problem !== undefined) throw new InvalidInput(`response.${problem}`);
  return content;
}

async function existing(session: Session, id: string, hash: string): Promise<RequestedApproval> {
  const described = await find(session, REQUEST, id).catch((error: unknown) => {
    throw error instanceof RequestNotFound ? taken(id, error.message.slice(id.length + 2)) : error;
  });
  const { memo } = described;
  const { content, contentHash: found, taskQueue } = await startedWith(session, id);
  // A request on another task queue is planned by another worker, with other policies or without any.
  if (taskQueue !== session.taskQueue) throw taken(id, `a request on task queue ${taskQueue} has this id`);
  // The program that starts a workflow can forge its memo. So the memo is compared only if the content cannot be read (encrypted, no codec).
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

/** The start options of a request's workflow. It has no workflow timeout, because only expiry ends a request (design rule 7). */
export function startOptions(id: string, input: ApprovalInput, contentHash: string, taskQueue: string) {
  const { content, confirmation } = input;
  return {
    workflowId: id,
    taskQueue,
    args: [input] satisfies [ApprovalInput],
    // Thousands of signals sent while no worker ran come in one task, which may take longer than the default of 10 s.
    workflowTaskTimeout: '30s',
    // An id is used once. A second start must fail, not silently get the first run.
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    memo: { ...requestMemo(input, contentHash) },
    typedSearchAttributes: requestKeywords(requestKind(input), content).map(([name, value]) =>
      keyword(name, value),
    ),
    staticSummary: requestSummary(content),
    staticDetails: requestDetails(content, confirmation),
  } satisfies WorkflowStartOptions;
}

/** The kind of request that this input starts. */
function requestKind({ confirmation }: ApprovalInput): RequestKind {
  return confirmation === undefined ? 'approval' : 'confirmation';
}

/** A new id that is readable in lists: `approval-transfer-funds-3k9x0a7q2m4b`. */
function freshId(input: ApprovalInput): string {
  return readableId(requestKind(input), input.content.action);
}

/** A search attribute of type Keyword with its value. */
export function keyword(name: SearchAttributeName, value: string): SearchAttributePair {
  return { key: defineSearchAttributeKey(name, 'KEYWORD'), value: toSearchValue(value) };
}
