import { ApplicationFailure, defaultPayloadConverter, RawValue } from '@temporalio/common';
import { continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { z } from 'zod';
import { restartProblem } from '../rules/continuation';
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
export function readStart<T>(schema: z.ZodType<T>, sent: RawValue[]): T {
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
 * The state that an earlier run of this workflow has handed on as the second argument; nothing for a first run. It is
 * believed only after a worker has read in Temporal that our own code handed it on (design rule 29).
 *
 * @throws ApplicationFailure that ends the workflow as failed when it was not
 */
export async function continuedState<S>(sent: RawValue[]): Promise<S | undefined> {
  if (workflowInfo().continuedFromExecutionRunId === undefined) return undefined;
  await checkContinuation();
  const [, state] = sent;
  if (state === undefined) throw invalidStart('an earlier run has handed on no state');
  try {
    return defaultPayloadConverter.fromPayload<S>(state.payload);
  } catch {
    throw invalidStart('the state of the earlier run is not readable');
  }
}

/** Goes on in a new run of the same workflow, to which it hands its state. */
export function handOn(input: object, state: object): Promise<never> {
  return continueAsNew<(...sent: RawValue[]) => Promise<unknown>>(new RawValue(input), new RawValue(state));
}

function invalidStart(problem: string): ApplicationFailure {
  const { workflowType, workflowId } = workflowInfo();
  return ApplicationFailure.nonRetryable(
    `${workflowType} ${workflowId} cannot be run: ${problem}.`,
    'InvalidStart',
  );
}
