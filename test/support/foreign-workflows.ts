import { makeContinueAsNewFunc, workflowInfo } from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/common';

/**
 * A workflow under the name of ours, on a task queue that is not ours. With a queue it continues there, with a state of
 * its choice; without, its second run returns that state.
 */
export async function hitlApproval(input: unknown, state: unknown, toQueue?: string): Promise<unknown> {
  if (toQueue !== undefined) return makeContinueAsNewFunc({ taskQueue: toQueue })(input, state);
  if (workflowInfo().attempt > 1) return state;
  throw ApplicationFailure.retryable('once more');
}

/** A run under the name of ours, whose result is what it was given. */
export async function hitlAgentRun(_input: unknown, record: unknown): Promise<unknown> {
  return record;
}
