import { CancellationScope, CancelledFailure, condition } from '@temporalio/workflow';
import type { Duration } from '../../contract/duration';
import { milliseconds } from './checked';
import { WaitTimeoutError } from './errors';

/**
 * Waits for something of this workflow. A cancelled caller is told so, although the child that it waits for then ends
 * with a result, too: else the cancellation would be swallowed.
 *
 * @throws WaitTimeoutError
 */
export async function untilDone(id: string, isDone: () => boolean, timeout?: Duration): Promise<void> {
  if (timeout === undefined) await condition(isDone);
  else if (!(await condition(isDone, milliseconds(timeout, 'timeout'))))
    throw new WaitTimeoutError(`${id}: still pending after ${timeout}; it is unchanged, so wait again`);
  if (CancellationScope.current().consideredCancelled)
    throw new CancelledFailure('the workflow was cancelled');
}
