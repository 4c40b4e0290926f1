import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import type { Duration } from '../contract/duration';
import { InvalidInput, NoWorkerError } from '../contract/errors';
import { WORKFLOW_TYPES } from '../contract/names';
import type { DryRun, PoliciesAnswer, PoliciesView } from '../contract/records/policies';
import type { PoliciesInput, RequestInput } from '../contract/request';
import { onlyKnown, readableId } from './input';
import { Manager } from './manager';
import { readContent } from './requests/start';
import {
  asUnreachable,
  callTemporal,
  isPastDeadline,
  isAlreadyStarted,
  noAnswerText,
} from './temporal/calls';
import { checkedPatience, handleOf, type Session } from './temporal/session';

/**
 * Reads a worker's policies, and shows what they would require of a request.
 *
 * ```ts
 * const policies = await Policies.connect();
 * const { status, approvers } = await policies.dryRun({ action: 'transfer_funds', requesterId: 'user-123' });
 * ```
 */
export class Policies extends Manager {
  /** See {@link getPolicies}. */
  get(options?: PoliciesOptions): Promise<PoliciesView> {
    return getPolicies(this.session, options);
  }

  /** See {@link dryRun}. */
  dryRun(input: RequestInput, options?: PoliciesOptions): Promise<DryRun> {
    return dryRun(this.session, input, options);
  }
}

/** How long to wait for the policies. */
export interface PoliciesOptions {
  /** How long to wait for a worker's answer. Default: the manager's, 5 s. */
  patience?: Duration;
}

/**
 * Reads a worker's rules: policies, fallback, levels, triggers, operators and a static directory. A function is only
 * reported as present, never its source.
 *
 * @throws NoWorkerError when no worker answered within `patience`
 * @throws InvalidInput when `patience` is not a duration
 * @throws TemporalUnreachable
 */
async function getPolicies(session: Session, options?: PoliciesOptions): Promise<PoliciesView> {
  return askPolicies(session, {}, options);
}

/** Starts a workflow that asks a worker. If this throws, the workflow is terminated. */
async function askPolicies(
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
  await callTemporal(client, start, Math.max(ms, 1_000)).catch((error: unknown) => {
    // The id is fresh, so an earlier attempt of this call has started it and Temporal's answer was lost.
    if (!isAlreadyStarted(error)) throw error;
  });
  try {
    const result = () => handleOf(session, workflowId).result() as Promise<PoliciesAnswer>;
    return await client.withDeadline(deadline, result);
  } catch (error) {
    if (isPastDeadline(error)) await terminateQuery(session, workflowId);
    throw policiesError(error, ms) ?? asUnreachable(client, error) ?? error;
  }
}

/** A worker that comes back later must not run the query. If this fails, the workflow's timeout ends it. */
async function terminateQuery(session: Session, id: string): Promise<void> {
  const terminate = () => handleOf(session, id).terminate('its caller no longer waits for the answer');
  await session.client.withDeadline(Date.now() + 1_000, terminate).catch(() => undefined);
}

function policiesError(error: unknown, ms: number): Error | undefined {
  const isFailed = error instanceof WorkflowFailedError;
  if (isPastDeadline(error) || (isFailed && error.cause instanceof TimeoutFailure))
    return new NoWorkerError(`${noAnswerText(ms, 'its policies are unknown')}.`);
  if (!isFailed) return undefined;
  const cause = error.cause instanceof ActivityFailure ? error.cause.cause : error.cause;
  const message = cause?.message ?? error.message;
  const isInput = cause instanceof ApplicationFailure && cause.type === InvalidInput.name;
  return isInput ? new InvalidInput(message) : new NoWorkerError(`the worker could not answer: ${message}`);
}

/**
 * Plans a request on the worker without making it: which policies match, who must approve, by when, and what happens at the
 * deadline. Nothing is requested and no one is notified. `status` tells whether it would be decided at once or would fail.
 *
 * @throws InvalidInput that names the field, as `requestApproval` does
 * @throws NoWorkerError when no worker answered within `patience`
 * @throws TemporalUnreachable
 */
async function dryRun(session: Session, input: RequestInput, options?: PoliciesOptions): Promise<DryRun> {
  const answer = await askPolicies(session, { content: readContent(input) }, options);
  if (answer.dryRun) return answer.dryRun;
  throw new NoWorkerError(
    'the worker that answered is too old for a dry run. Start a worker of this release',
  );
}
