import {
  ChildWorkflowFailure,
  TerminatedFailure,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import { CancellationScope, CancelledFailure, condition } from '@temporalio/workflow';
import type { Duration } from '../../contract/duration';
import { RequestFailed, RequestIdTaken, WaitTimeoutError } from './errors';
import { checkedDuration } from './input';

/** A child workflow that this run of the workflow has started. */
export interface OwnChild<R> {
  /** The planned id; after the start, the id of the child workflow. */
  id: string;
  /** The digest of the content. */
  hash: string;
  started: Promise<void>;
  result?: R;
  failure?: Error;
}

/**
 * Starts a child and waits for its result in the background. It runs in the caller's cancellation scope, so cancelling that
 * scope cancels the child.
 */
export function followChild<R>(
  id: string,
  hash: string,
  start: () => Promise<{ workflowId: string; result(): Promise<R> }>,
): OwnChild<R> {
  const scope = CancellationScope.current();
  const failed = (error: unknown) => {
    child.failure = asFailure(id, error);
  };
  const child: OwnChild<R> = {
    id,
    hash,
    started: scope.run(async () => {
      const handle = await start();
      child.id = handle.workflowId;
      handle.result().then((result) => (child.result = result), failed);
    }),
  };
  child.started.catch(failed);
  return child;
}

/** Waits for the child's result. */
export async function waitForChild<R>(id: string, child: OwnChild<R>, timeout?: Duration): Promise<R> {
  await waitUntil(id, () => child.result !== undefined || child.failure !== undefined, timeout);
  if (child.failure) throw child.failure;
  return child.result as R;
}

function asFailure(id: string, error: unknown): Error {
  if (error instanceof WorkflowExecutionAlreadyStartedError)
    return new RequestIdTaken(`${id}: another workflow already has this id. Choose another id`);
  if (!(error instanceof ChildWorkflowFailure)) return error as Error;
  const { cause } = error;
  if (cause instanceof CancelledFailure) return cause;
  const how =
    cause instanceof TerminatedFailure ? 'terminated in Temporal' : (cause?.message ?? error.message);
  return new RequestFailed(`${id}: ${how}`);
}

/**
 * Waits until `isDone` is true.
 *
 * @throws WaitTimeoutError after `timeout`
 * @throws CancelledFailure when the caller was cancelled, even if the child has a result by then: otherwise the cancellation
 *   would be lost
 */
export async function waitUntil(id: string, isDone: () => boolean, timeout?: Duration): Promise<void> {
  if (timeout === undefined) await condition(isDone);
  else if (!(await condition(isDone, checkedDuration(timeout, 'timeout'))))
    throw new WaitTimeoutError(`${id}: still pending after ${timeout}. It is unchanged; you can wait again`);
  if (CancellationScope.current().consideredCancelled)
    throw new CancelledFailure('the workflow was cancelled');
}
