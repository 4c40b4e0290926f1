import { ApplicationFailure, defaultPayloadConverter, RawValue } from '@temporalio/common';
import { continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { z } from 'zod';
import { restartProblem } from '../../rules/continuation';
import { reservedIdProblem } from '../../rules/ids';
import type { LateAnswers } from './late-answers';
import { checkContinuation } from './proxies';
import { readValue } from './raw-message';

/** Temporal's own limit for the arguments of one start. */
const MAX_START_BYTES = 2 * 1024 * 1024;

/**
 * Reads the first argument of a workflow from payloads as they came: anyone who may start a workflow supplies them.
 *
 * @throws ApplicationFailure that ends the workflow as failed, with the reason. Any other error, such as one of the
 * SDK's own decoding, would fail the workflow task again and again (design rule 31).
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
  if (!read.ok) throw invalidStart(`its first argument ${read.problem}`);
  return read.message;
}

/**
 * Refuses an id that belongs to something else: its notifications or its escalation could not start.
 *
 * @throws ApplicationFailure that ends the workflow as failed
 */
export function refuseReservedId(): void {
  const problem = reservedIdProblem(workflowInfo().workflowId);
  if (problem !== undefined) throw invalidStart(`its id ${problem}`);
}

/** Whether an earlier run of this workflow comes before this one. */
export function isContinued(): boolean {
  return workflowInfo().continuedFromExecutionRunId !== undefined;
}

/**
 * The state that an earlier run of this workflow has handed on as the second argument. It is believed only after a
 * worker has read in Temporal that our own code handed it on (design rule 29). Call it only where `isContinued()`.
 *
 * @param late takes over the answers that clients of the earlier run may still ask for: the third argument
 * @throws ApplicationFailure that ends the workflow as failed when it was not
 */
export async function continuedState<S>(sent: RawValue[], late?: LateAnswers<unknown>): Promise<S> {
  await checkContinuation();
  const [, state, answers] = sent;
  if (state === undefined) throw invalidStart('an earlier run has handed on no state');
  try {
    if (answers !== undefined) late?.takeOver(defaultPayloadConverter.fromPayload(answers.payload));
    return defaultPayloadConverter.fromPayload<S>(state.payload);
  } catch {
    throw invalidStart('the state of the earlier run is not readable');
  }
}

/** Goes on in a new run of the same workflow, to which it hands its state and its latest answers. */
export function continueWithState(input: object, state: object, late?: LateAnswers<unknown>): Promise<never> {
  const given = [input, state, ...(late ? [late.toHandOn()] : [])];
  return continueAsNew<(...sent: RawValue[]) => Promise<unknown>>(...given.map((each) => new RawValue(each)));
}

function invalidStart(problem: string): ApplicationFailure {
  const { workflowType, workflowId } = workflowInfo();
  return ApplicationFailure.nonRetryable(
    `${workflowType} ${workflowId} cannot be run: ${problem}.`,
    'InvalidStart',
  );
}
