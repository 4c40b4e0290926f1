import {
  ChildWorkflowFailure,
  TerminatedFailure,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import { CancellationScope, CancelledFailure, condition } from '@temporalio/workflow';
import type { Duration } from '../../contract/duration';
import { RequestFailed, RequestIdTaken, WaitTimeoutError } from './errors';
import { checkedDuration } from './input';

/** Something this run of the workflow has started and not been told the end of. */
export interface OwnChild<R> {
  /** Once it has started: that of its workflow. */
  id: string;
  /** The digest of what was asked. */
  hash: string;
  started: Promise<void>;
  result?: R;
  failure?: Error;
}

/**
 * Starts a child and follows it in the background, in the scope of the caller: cancelling that scope reaches the child.
 * Resolves once it has started.
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

/** The child's result once it has ended. */
export async function waitForChild<R>(id: string, child: OwnChild<R>, timeout?: Duration): Promise<R> {
  await waitUntil(id, () => child.result !== undefined || child.failure !== undefined, timeout);
  if (child.failure) throw child.failure;
  return child.result as R;
}

function asFailure(id: string, error: unknown): Error {
  if (error instanceof WorkflowExecutionAlreadyStartedError)
    return new RequestIdTaken(`${id}: a workflow has this id already. Choose another id`);
  if (!(error instanceof ChildWorkflowFailure)) return error as Error;
  const { cause } = error;
  if (cause instanceof CancelledFailure) return cause;
  const how =
    cause instanceof TerminatedFailure ? 'terminated in Temporal' : (cause?.message ?? error.message);
  return new RequestFailed(`${id}: ${how}`);
}

/**
 * Waits for something of this workflow. A cancelled caller is told so, although the child that it waits for then ends
 * with a result, too: else the cancellation would be swallowed.
 *
 * @throws WaitTimeoutError
 */
export async function waitUntil(id: string, isDone: () => boolean, timeout?: Duration): Promise<void> {
  if (timeout === undefined) await condition(isDone);
  else if (!(await condition(isDone, checkedDuration(timeout, 'timeout'))))
    throw new WaitTimeoutError(`${id}: still pending after ${timeout}; it is unchanged, so wait again`);
  if (CancellationScope.current().consideredCancelled)
    throw new CancelledFailure('the workflow was cancelled');
}
