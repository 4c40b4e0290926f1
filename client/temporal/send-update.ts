import { setMaxListeners } from 'node:events';
import {
  WithStartWorkflowOperation,
  type WorkflowStartOptions,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError as UpdateTimedOut,
} from '@temporalio/client';
import { ApplicationFailure, type Workflow, WorkflowNotFoundError } from '@temporalio/common';
import { UndecryptablePayload } from '../../codec/encryption-codec';
import type { LateAnswer } from '../../contract/decision';
import { type HitlError, InvalidInput, RunBusy, RunEnded, Undecodable } from '../../contract/errors';
import { type VerdictOutcome, MESSAGES } from '../../contract/names';
import { asAttributesMissing, asUnreachable, GRPC, grpcError, isAlreadyStarted, isTransient } from './calls';
import { withClearParts } from './clear-parts';
import { find } from './read';
import { handleOf, type Entity, type Session } from './session';
import { isOpen } from './status';
import { backoff, pause } from './timers';

/** One attempt, which may be sent both as an Update and as a Signal. */
export interface OutgoingMessage {
  entity: Entity;
  id: string;
  name: keyof typeof MESSAGES;
  /** The same in both transports: the message that arrives second gets the verdict of the first. */
  attemptId: string;
  message: object;
  /** How to start the workflow if it does not exist. Both transports do this. */
  start?: StartOptions;
}

export interface StartOptions {
  type: string;
  options: WorkflowStartOptions & { workflowIdConflictPolicy: 'USE_EXISTING' };
}

/** The result of sending: an answer, the workflow has ended, or no answer in time. */
export type SendResult<Answer> = { verdict: Answer } | 'ended' | 'unanswered';

/**
 * Sends the attempt as an Update, and retries it under the same id until `deadline` (milliseconds since 1970). A retry is
 * needed because an Update that no worker has taken is lost with the server, and an Update during continue-as-new is
 * refused. A workflow that cannot answer at once says `queued`; a query then asks until it has the answer.
 *
 * @param on.trouble called at the first sign that this transport may bring no answer
 * @param on.taken called once the attempt is in the history, so that it need not be sent again
 */
export async function sendUpdate<Answer>(
  session: Session,
  outgoing: OutgoingMessage,
  deadline: number,
  stop: AbortSignal,
  on: { trouble?: () => void; taken?: () => void } = {},
): Promise<SendResult<Answer>> {
  for (let failures = 1; !stop.aborted && Date.now() < deadline; failures++) {
    try {
      const verdict = await executeUpdate<Answer>(session, outgoing, deadline, stop);
      if (!isTaken(verdict)) return { verdict };
      on.taken?.();
      return await lateAnswer<Answer>(session, outgoing, deadline, stop);
    } catch (error) {
      if (error instanceof UpdateTimedOut) break;
      const settled = await readRefusal<Answer>(session, outgoing, error, deadline);
      if (settled) return settled;
    }
    on.trouble?.();
    await pause(Math.min(backoff(failures, 1_000), deadline - Date.now()), stop);
  }
  return 'unanswered';
}

function executeUpdate<Answer>(
  session: Session,
  outgoing: OutgoingMessage,
  deadline: number,
  stop: AbortSignal,
) {
  const { client } = session;
  const { id, name, attemptId, message, start } = outgoing;
  const options = { args: [message] as [object], updateId: attemptId };
  const update = () => {
    if (start === undefined) return handleOf(session, id).executeUpdate<Answer, [object]>(name, options);
    const startWorkflowOperation = new WithStartWorkflowOperation(
      start.type,
      withClearParts(client, start.options),
    );
    const withStart = { ...options, startWorkflowOperation };
    return client.workflow.executeUpdateWithStart<Workflow, Answer, [object]>(name, withStart);
  };
  // Temporal's client adds a listener for each call and does not remove it. Node would warn about them.
  setMaxListeners(0, stop);
  return client.withDeadline(deadline, () => client.withAbortSignal(stop, update));
}

/** The result of a failed Update; nothing if a retry may succeed. */
async function readRefusal<Answer>(
  session: Session,
  outgoing: OutgoingMessage,
  error: unknown,
  deadline: number,
): Promise<SendResult<Answer> | undefined> {
  if (error instanceof WorkflowUpdateFailedError) {
    const refusal = verdictIn<Answer>(error.cause);
    if (refusal) return { verdict: refusal };
    const { cause } = error;
    if (cause instanceof ApplicationFailure) throwKnown({ type: cause.type ?? '', message: cause.message });
    return stateOf(session, outgoing, deadline);
  }
  if (error instanceof WorkflowNotFoundError || isAlreadyStarted(error))
    return stateOf(session, outgoing, deadline);
  if (error instanceof UndecryptablePayload)
    throw new Undecodable(outgoing.id, `its answer to what was sent: ${error.message}`);
  // The workflow is paused, or between two runs.
  if (isTransient(error) || grpcError(error)?.code === GRPC.FAILED_PRECONDITION) return undefined;
  throw (
    asAttributesMissing(error, session.client.options.namespace) ??
    asUnreachable(session.client, error) ??
    error
  );
}

function verdictIn<Answer>(cause: unknown): Answer | undefined {
  const detail =
    cause instanceof ApplicationFailure
      ? (cause.details?.[0] as { outcome?: VerdictOutcome } | null)
      : undefined;
  return detail?.outcome === undefined ? undefined : (detail as Answer);
}

/** Throws the workflow's error as the same class. Does nothing for an unknown type. */
function throwKnown({ type, message }: { type: string; message: string }): void {
  const classes: Record<string, new (message: string) => HitlError> = { InvalidInput, RunBusy, RunEnded };
  const Thrown = Object.hasOwn(classes, type) ? classes[type] : undefined;
  if (Thrown) throw new Thrown(message);
}

/** Whether the workflow has ended and so refuses Updates. If it is open, a retry may succeed. */
async function stateOf(
  session: Session,
  { entity, id }: OutgoingMessage,
  deadline: number,
): Promise<'ended' | undefined> {
  try {
    const described = await find(session, entity, id, Math.max(1_000, deadline - Date.now()));
    return isOpen(described) ? undefined : 'ended';
  } catch (error) {
    if (isTransient(error)) return undefined;
    throw error;
  }
}

const FIRST_PAUSE_MS = 10;
const MAX_PAUSE_MS = 500;
/** The timeout of one query. Without a worker it would hang for half a minute. */
const QUERY_TIMEOUT_MS = 2_000;

/** Whether a workflow has taken an Update and not answered it yet. */
function isTaken(answer: unknown): boolean {
  return (answer as { outcome?: VerdictOutcome } | null | undefined)?.outcome === 'queued';
}

/**
 * Queries the workflow until `deadline` (milliseconds since 1970) for its answer to an Update that it has taken.
 *
 * @throws InvalidInput, RunBusy, RunEnded if that is the answer
 */
async function lateAnswer<Answer>(
  session: Session,
  { entity, id, attemptId }: OutgoingMessage,
  deadline: number,
  stop: AbortSignal,
): Promise<SendResult<Answer>> {
  for (
    let wait = FIRST_PAUSE_MS;
    !stop.aborted && Date.now() < deadline;
    wait = Math.min(wait * 2, MAX_PAUSE_MS)
  ) {
    // Wait first: the worker may still be completing the task that took the Update. Under many Updates and queries at
    // once the SDK sometimes drops the next task, which Temporal repeats only after the task's timeout of 30 s.
    await pause(Math.min(wait, Math.max(0, deadline - Date.now())), stop);
    const late = await queryLateAnswer<Answer>(session, id, attemptId, deadline);
    if (late && 'answer' in late) return { verdict: late.answer };
    if (late) {
      throwKnown(late.error);
      throw new Error(`${id}: ${late.error.type}: ${late.error.message}`);
    }
    // A workflow that has ended has no answer if it continued as new before its end, or if no worker runs.
    if (wait > FIRST_PAUSE_MS && !(await isStillOpen(session, entity, id))) return 'ended';
  }
  return 'unanswered';
}

async function queryLateAnswer<Answer>(
  session: Session,
  id: string,
  attemptId: string,
  deadline: number,
): Promise<LateAnswer<Answer> | undefined> {
  const handle = handleOf(session, id);
  const query = () => handle.query<LateAnswer<Answer> | undefined, [string]>(MESSAGES.lateAnswer, attemptId);
  return session.client
    .withDeadline(Math.min(deadline, Date.now() + QUERY_TIMEOUT_MS), query)
    .catch(() => undefined);
}

async function isStillOpen(session: Session, entity: Entity, id: string): Promise<boolean> {
  return find(session, entity, id, 1_000).then(isOpen, () => true);
}
