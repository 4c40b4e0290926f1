import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { RequestIdTaken, RequestNotFound } from '../contract/errors';
import { WORKFLOW_TYPES } from '../contract/names';
import {
  RequestContentSchema,
  type RequestContent,
  type RequestInput,
  type RequestMemo,
} from '../contract/request';
import type { RequestStatus } from '../contract/status';
import { contentHash } from '../rules/digest';
import { bounded } from './bounded';
import { describeRequest } from './find-request';
import { checked, checkedId } from './input-problem';
import { toPlainJson } from './plain-json';
import { statusOf } from './request-status';
import { asAttributesMissing } from './search-attributes-missing';
import type { Session } from './session';
import { freshId, startOptions } from './start-options';

export interface RequestedApproval {
  id: string;
  status: RequestStatus;
  /** False when the id was requested before with the same content. */
  created: boolean;
  /** The digest of what is decided; a decision may name it as `expected.contentHash`. */
  contentHash: string;
}

/**
 * Requests an approval. Needs no worker. With an `id` it is idempotent (design rule 13): the same id again answers
 * the request that exists, open or ended. Without, the id is a fresh readable one.
 *
 * @throws InvalidInput that names the field
 * @throws RequestIdTaken when the id is another request's or another workflow's
 * @throws SearchAttributesMissing with the command that makes them
 * @throws TemporalUnreachable; the request may exist all the same, so repeat it with the same id
 */
export async function requestApproval(session: Session, input: RequestInput): Promise<RequestedApproval> {
  const { client, taskQueue } = session;
  const content = readContent(input);
  const hash = contentHash(content);
  const id = input.id === undefined ? freshId(content) : checkedId(input.id);
  const options = startOptions(id, content, hash, taskQueue);
  try {
    await bounded(client, () => client.workflow.start(WORKFLOW_TYPES.approval, options));
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      // Nobody else has a fresh id: Temporal's answer was lost, and this call asked again.
      return { ...(await existing(session, id, hash)), created: input.id === undefined };
    throw asAttributesMissing(error, client.options.namespace) ?? error;
  }
  session.known.add(id);
  return { id, status: 'pending', created: true, contentHash: hash };
}

function readContent(input: RequestInput): RequestContent {
  const { id: _id, context, ...rest } = (input ?? {}) as Partial<RequestInput>;
  const plain = context === undefined ? {} : { context: toPlainJson(context, 'context') };
  return checked(RequestContentSchema, { ...rest, ...plain }, 'request');
}

async function existing(session: Session, id: string, hash: string): Promise<RequestedApproval> {
  const described = await describeRequest(session, id).catch((error: unknown) => {
    throw error instanceof RequestNotFound ? taken(id, error.message.slice(id.length + 2)) : error;
  });
  const memo = described.memo as Partial<RequestMemo> | undefined;
  if (memo?.contentHash !== hash) {
    const what = memo?.action === undefined ? '' : `: ${memo.action} for ${memo.requesterId}`;
    throw taken(id, `a request with other content has this id${what}`);
  }
  return { id, status: statusOf(described), created: false, contentHash: hash };
}

function taken(id: string, detail: string): RequestIdTaken {
  return new RequestIdTaken(id, `${detail}. Choose another id`);
}
