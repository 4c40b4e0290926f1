import { ApplicationFailure } from '@temporalio/common';
import { makeContinueAsNewFunc, workflowInfo } from '@temporalio/workflow';

/**
 * A foreign workflow with the name of ours, on another task queue. With `queue` it continues as new there, with a forged
 * state. Without `queue`, its second run returns that state.
 */
export async function hitlApproval(input: unknown, state: unknown, toQueue?: string): Promise<unknown> {
  if (toQueue !== undefined) return makeContinueAsNewFunc({ taskQueue: toQueue })(input, state);
  if (workflowInfo().attempt > 1) return state;
  throw ApplicationFailure.retryable('once more');
}

/** A foreign run with the name of ours. It returns its argument. */
export async function hitlAgentRun(_input: unknown, record: unknown): Promise<unknown> {
  return record;
}
