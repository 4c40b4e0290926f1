import { ApplicationFailure, defaultPayloadConverter, RawValue } from '@temporalio/common';
import { makeContinueAsNewFunc, workflowInfo } from '@temporalio/workflow';
import type { z } from 'zod';
import { restartProblem } from '../../rules/continuation';
import { reservedIdProblem } from '../../rules/ids';
import type { LateAnswers } from './late-answers';
import { checkContinuation } from './proxies';
import { readValue } from './raw-message';

/** Temporal's own limit for the arguments of one start. */
const MAX_START_BYTES = 2 * 1024 * 1024;

/**
 * Reads the first argument of a workflow from raw payloads, since anyone who may start a workflow supplies them.
 *
 * @throws ApplicationFailure that ends the workflow as failed, with the reason. Any other error, such as one of the
 * SDK's own decoding, would fail the workflow task again and again (design rule 31).
 * @throws Error that fails only the workflow task, while the worker lacks the key of the argument: the request must not be lost
 * because a worker was started without it. Temporal repeats the task until a worker has the key.
 */
export function readStartArgument<T>(schema: z.ZodType<T>, sent: RawValue[]): T {
  const { attempt, cronSchedule, retryPolicy } = workflowInfo();
  const problem = restartProblem({
    attempt,
    cronSchedule,
    retryPolicy,
  });
  if (problem !== undefined) throw invalidStart(problem);
  const read = readValue(schema, sent[0], MAX_START_BYTES);
  if (!read.ok && read.lacksKey) throw new Error(`the first argument ${read.problem}`);
  if (!read.ok) throw invalidStart(`its first argument ${read.problem}`);
  return read.message;
}

/**
 * Refuses an id that is reserved for the notifications or the escalation of another workflow.
 *
 * @throws ApplicationFailure that ends the workflow as failed
 */
export function refuseReservedId(): void {
  const problem = reservedIdProblem(workflowInfo().workflowId);
  if (problem !== undefined) throw invalidStart(`its id ${problem}`);
}

/** Whether this run continues an earlier run of this workflow. */
export function isContinued(): boolean {
  return workflowInfo().continuedFromExecutionRunId !== undefined;
}

/**
 * The state that an earlier run of this workflow has handed on in the second argument. It is trusted only after a worker has
 * checked in Temporal that our own code handed it on (design rule 29). Call this only if `isContinued()`.
 *
 * @param late receives the answers in the third argument, for which clients of the earlier run may still ask
 * @throws ApplicationFailure that ends the workflow as failed if the state is not from our own code
 */
export async function continuedState<S>(sent: RawValue[], late?: LateAnswers<unknown>): Promise<S> {
  await checkContinuation();
  const [, state, answers] = sent;
  if (state === undefined) throw invalidStart('it has no state from the earlier run');
  try {
    if (answers !== undefined) late?.takeOver(defaultPayloadConverter.fromPayload(answers.payload));
    return defaultPayloadConverter.fromPayload<S>(state.payload);
  } catch {
    throw invalidStart('the state from the earlier run cannot be read');
  }
}

/**
 * Continues in a new run of the same workflow, with its state and its latest answers. The new run begins on the worker's current
 * version, also if this run is pinned to an older one: only the state goes on, and no history.
 */
export function continueWithState(input: object, state: object, late?: LateAnswers<unknown>): Promise<never> {
  const args = [input, state, ...(late ? [late.toHandOn()] : [])];
  const continueOnCurrentVersion = makeContinueAsNewFunc<(...sent: RawValue[]) => Promise<unknown>>({
    initialVersioningBehavior: 'AUTO_UPGRADE',
  });
  return continueOnCurrentVersion(...args.map((each) => new RawValue(each)));
}

/** Ends the workflow as failed, with the reason. */
export function invalidStart(problem: string): ApplicationFailure {
  const { workflowType, workflowId } = workflowInfo();
  return ApplicationFailure.nonRetryable(
    `${workflowType} ${workflowId} cannot start: ${problem}.`,
    'InvalidStart',
  );
}
