import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { RequestIdTaken, RequestNotFound } from '../../contract/errors';
import { WORKFLOW_TYPES } from '../../contract/names';
import {
  type ApprovalInput,
  RequestContentSchema,
  type RequestContent,
  type RequestInput,
} from '../../contract/request';
import type { RequestStatus } from '../../contract/status';
import { contentHash } from '../../rules/digest';
import { bounded } from '../temporal/bounded';
import { find } from '../temporal/find';
import { checked, checkedFreshId } from '../input-problem';
import { toPlainJson } from '../plain-json';
import { REQUEST } from './request-kind';
import { statusOf } from './request-status';
import { asAttributesMissing } from '../temporal/search-attributes-missing';
import type { Session } from '../temporal/session';
import { freshId, kindOf, startOptions } from './start-options';
import { startedWith } from './started-with';

export interface RequestedApproval {
  id: string;
  status: RequestStatus;
  /** False when the id was requested before with the same content. */
  created: boolean;
  /** The digest of what is decided; a decision may name it as `expected.contentHash`. */
  contentHash: string;
}

export interface SubmitOptions {
  /** The account in whose name a desk or a gateway sends it: kept in the memo, beside the requester. */
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
    await bounded(client, () => client.workflow.start(WORKFLOW_TYPES[kindOf(input)], options));
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
  return { id, status: statusOf(described), created: false, contentHash: hash };
}

function taken(id: string, detail: string): RequestIdTaken {
  return new RequestIdTaken(id, `${detail}. Choose another id`);
}
