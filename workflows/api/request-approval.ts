import { workflowInfo } from '@temporalio/workflow';
import type { Duration } from '../../contract/duration';
import {
  type ApprovalInput,
  RequestContentSchema,
  type RequestInput,
  type RequestRecord,
} from '../../contract/request';
import { NameSchema } from '../../contract/text';
import { contentHash } from '../../rules/digest';
import { childId, reservedIdProblem } from '../../rules/ids';
import { startRequestChild, startWithFreeId } from '../core/children';
import * as errors from './errors';
import { InvalidInput, RequestIdTaken } from './errors';
import { checked, onlyKnown } from './input';
import { followChild, type OwnChild, waitForChild } from './own-children';

/** A request that this workflow has made. */
export interface RequestedApproval {
  id: string;
  status: 'pending';
  /** False if this workflow has already requested it with the same content. */
  created: boolean;
  /** The digest of the content. */
  contentHash: string;
}

/** Options of a call that makes a request. */
export interface CallOptions {
  /** The task queue of the temporal-hitl worker. Default: the workflow's own task queue. */
  taskQueue?: string;
}

/**
 * The requests of this run of this workflow. Never preload this module: the sandbox loads it for each workflow, so that each
 * workflow has its own map.
 */
const requests = new Map<string, OwnChild<RequestRecord>>();

/**
 * Requests an approval as a child of this workflow. The request is cancelled when the workflow ends or is cancelled. The
 * default `id` is `<workflow id>-<action>-<n>`, with a suffix if an earlier run of the workflow used it; it is the same on
 * replay. `runId` and `requesterId` default to the workflow's id.
 *
 * @throws InvalidInput that names the field
 * @throws RequestIdTaken when this workflow used the id for another request, or another workflow has it
 */
export async function requestApproval(
  input: Omit<RequestInput, 'requesterId'> & { requesterId?: string },
  options: CallOptions = {},
): Promise<RequestedApproval> {
  const { workflowId } = workflowInfo();
  onlyKnown(options, { taskQueue: true });
  const { id: requestedId, ...rest } = input ?? {};
  const content = checked(
    RequestContentSchema,
    { runId: workflowId, requesterId: workflowId, ...rest },
    'request',
  );
  if (requestedId === undefined)
    return startRequest(nextRequestId(content.action), { content }, options, startWithFreeId);
  const id = checked(NameSchema, requestedId, 'id');
  const problem = reservedIdProblem(id);
  if (problem !== undefined) throw new InvalidInput(`id: ${problem}`);
  return startRequest(id, { content }, options);
}

/**
 * Starts a request, or returns the one that this workflow made with the same id.
 *
 * @param begin `startWithFreeId` if we choose the id ourselves, since an earlier run of this workflow may have used it
 */
export async function startRequest(
  id: string,
  input: ApprovalInput,
  options: CallOptions,
  begin: typeof startWithFreeId = (as, start) => start(as),
): Promise<RequestedApproval> {
  const hash = contentHash(input.content, input.confirmation);
  const before = requests.get(id);
  if (before && before.hash !== hash)
    throw new RequestIdTaken(`${id}: this workflow used this id for another request. Choose another id`);
  const { taskQueue } = options;
  const queue = taskQueue !== undefined && { taskQueue: checked(NameSchema, taskQueue, 'taskQueue') };
  const start = (workflowId: string) => startRequestChild(input, { workflowId, ...queue });
  const child = before ?? followChild(id, hash, () => begin(id, start));
  requests.set(id, child);
  await child.started.catch(() => {
    requests.delete(id);
    throw child.failure ?? new Error(`${id}: did not start`);
  });
  requests.set(child.id, child);
  return { id: child.id, status: 'pending', created: before === undefined, contentHash: hash };
}

/** The next free id with this name: `run-42-transfer_funds-1`. */
export function nextRequestId(name: string): string {
  const { workflowId } = workflowInfo();
  for (let n = 1; ; n++) {
    const plain = childId(workflowId, `${name}-${n}`);
    // An action named `escalation` would take the id of an escalation.
    const id = reservedIdProblem(plain) === undefined ? plain : childId(workflowId, `${name}-request-${n}`);
    if (!requests.has(id)) return id;
  }
}

/** How long a wait lasts. */
export interface WaitOptions {
  /** How long to wait. Default: until it has ended. */
  timeout?: Duration;
}

/**
 * Waits until a request of this workflow has ended.
 *
 * @throws WaitTimeoutError after `timeout`; the request is unchanged (design rule 7)
 * @throws RequestNotFound when this run of this workflow did not request it
 * @throws NoMatchingPolicy, UnreachableQuorum, EvidenceMissing when it could not be planned
 * @throws RequestFailed when it failed or was terminated in Temporal
 */
export async function waitForApproval(id: string, options: WaitOptions = {}): Promise<RequestRecord> {
  const { timeout } = onlyKnown(options, { timeout: true });
  const child = requests.get(id);
  if (!child)
    throw new errors.RequestNotFound(
      `${id}: this run of this workflow has no request with this id. Wait for a request before you continue as new, or use the client in an activity`,
    );
  const record = await waitForChild(id, child, timeout);
  const { error } = record.end ?? {};
  if (error === undefined) return record;
  const { EvidenceMissing, NoMatchingPolicy, UnreachableQuorum, RequestFailed } = errors;
  const Thrown = { EvidenceMissing, NoMatchingPolicy, UnreachableQuorum }[error.name] ?? RequestFailed;
  throw new Thrown(`${id}: ${error.message}`);
}
