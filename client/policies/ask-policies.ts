import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import type { Duration } from '../../contract/duration';
import { InvalidInput, NoWorkerError } from '../../contract/errors';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { PoliciesAnswer, PoliciesInput, PoliciesView } from '../../contract/policies';
import { onlyKnown } from '../input-problem';
import { readableId } from '../readable-id';
import { asUnreachable, bounded } from '../temporal/bounded';
import { GRPC, grpcError, isAlreadyThere } from '../temporal/grpc-errors';
import { checkedPatience, handleOf, type Session } from '../temporal/session';

export interface PoliciesOptions {
  /** How long to wait for a worker's answer. Default: the manager's, 5 s. */
  patience?: Duration;
}

/**
 * The rules as a worker has them: policies, fallback, levels, triggers, operators and a static directory. Functions are
 * told to be there, never their source.
 *
 * @throws NoWorkerError when no worker answered within `patience`
 * @throws InvalidInput when `patience` is no duration
 * @throws TemporalUnreachable
 */
export async function getPolicies(session: Session, options?: PoliciesOptions): Promise<PoliciesView> {
  return askPolicies(session, {}, options);
}

/** Asks by a workflow of its own, which nobody waits for any longer once this has thrown. */
export async function askPolicies(
  session: Session,
  input: PoliciesInput,
  options: PoliciesOptions = {},
): Promise<PoliciesAnswer> {
  const { client, taskQueue } = session;
  const { patience } = onlyKnown(options, { patience: true });
  const ms = patience === undefined ? session.patience : checkedPatience(patience);
  const deadline = Date.now() + ms;
  const workflowId = readableId('policies', input.content?.action ?? '');
  const start = () =>
    client.workflow.start(WORKFLOW_TYPES.policies, {
      workflowId,
      taskQueue,
      args: [input],
      workflowExecutionTimeout: Math.max(ms, 1_000) + 1_000,
      staticSummary: input.content ? 'Which policies would apply?' : 'Which policies are there?',
    });
  await bounded(client, start, Math.max(ms, 1_000)).catch((error: unknown) => {
    // Nobody else has a fresh id: Temporal's answer was lost, and this call asked again.
    if (!isAlreadyThere(error)) throw error;
  });
  try {
    const result = () => handleOf(session, workflowId).result() as Promise<PoliciesAnswer>;
    return await client.withDeadline(deadline, result);
  } catch (error) {
    if (grpcError(error)?.code === GRPC.DEADLINE_EXCEEDED) await callOff(session, workflowId);
    throw reasonOf(error, ms) ?? asUnreachable(client, error) ?? error;
  }
}

/** It must not answer a worker that is back; its own time-out sees to that where this fails. */
async function callOff(session: Session, id: string): Promise<void> {
  const terminate = () => handleOf(session, id).terminate('nobody waits for the answer any more');
  await session.client.withDeadline(Date.now() + 1_000, terminate).catch(() => undefined);
}

function reasonOf(error: unknown, ms: number): Error | undefined {
  const isFailed = error instanceof WorkflowFailedError;
  if (
    grpcError(error)?.code === GRPC.DEADLINE_EXCEEDED ||
    (isFailed && error.cause instanceof TimeoutFailure)
  )
    return new NoWorkerError(
      `no worker answered within ${ms} ms, so its policies are not known. Start one (\`hitl worker\`), or ask \`hitl doctor\`.`,
    );
  if (!isFailed) return undefined;
  const cause = error.cause instanceof ActivityFailure ? error.cause.cause : error.cause;
  const message = cause?.message ?? error.message;
  const isInput = cause instanceof ApplicationFailure && cause.type === InvalidInput.name;
  return isInput ? new InvalidInput(message) : new NoWorkerError(`no worker could tell: ${message}`);
}
