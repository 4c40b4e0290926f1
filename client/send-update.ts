import {
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError as UpdateTimedOut,
} from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import type { Verdict } from '../contract/verdict';
import { asUnreachable } from './bounded';
import { describeRequest } from './find-request';
import { GRPC, grpcError, isTransient } from './grpc-errors';
import { isOpen } from './request-status';
import { handleOf, type Session } from './session';
import { backoff, pause } from './timers';

/** One attempt, on its way to its request through whichever door is open. */
export interface Parcel {
  id: string;
  name: 'decide' | 'cancel';
  /** The same through both doors: whichever comes second gets the first one's verdict. */
  attemptId: string;
  message: object;
}

/** What came of sending: a verdict, or that the request has ended, or nothing in the time there was. */
export type Sent = { verdict: Verdict } | 'ended' | 'unanswered';

/**
 * Sends the attempt as an Update until `deadline` (milliseconds since 1970), again and again under the same id: an
 * Update that no worker took yet is lost with the server, and one that races the workflow's next run is turned away.
 * `onTrouble` is called at the first sign that an answer may not come by this door.
 */
export async function sendUpdate(
  session: Session,
  parcel: Parcel,
  deadline: number,
  stop: AbortSignal,
  onTrouble: () => void,
): Promise<Sent> {
  for (let failures = 1; !stop.aborted && Date.now() < deadline; failures++) {
    try {
      return { verdict: await executeUpdate(session, parcel, deadline, stop) };
    } catch (error) {
      if (error instanceof UpdateTimedOut) break;
      const settled = await readRefusal(session, parcel, error, deadline);
      if (settled) return settled;
    }
    onTrouble();
    await pause(Math.min(backoff(failures, 1_000), deadline - Date.now()), stop);
  }
  return 'unanswered';
}

function executeUpdate({ client, ...session }: Session, parcel: Parcel, deadline: number, stop: AbortSignal) {
  const { id, name, attemptId, message } = parcel;
  const handle = handleOf({ client, ...session }, id);
  const update = () =>
    handle.executeUpdate<Verdict, [object]>(name, { args: [message], updateId: attemptId });
  return client.withDeadline(deadline, () => client.withAbortSignal(stop, update));
}

/** What a failed Update settles; nothing if it is worth another try. */
async function readRefusal(
  session: Session,
  { id }: Parcel,
  error: unknown,
  deadline: number,
): Promise<Sent | undefined> {
  if (error instanceof WorkflowUpdateFailedError) {
    const refusal = verdictIn(error.cause);
    return refusal ? { verdict: refusal } : stateOf(session, id, deadline);
  }
  if (error instanceof WorkflowNotFoundError) return stateOf(session, id, deadline);
  // Paused in Temporal, or between two runs.
  if (isTransient(error) || grpcError(error)?.code === GRPC.FAILED_PRECONDITION) return undefined;
  throw asUnreachable(session.client, error) ?? error;
}

function verdictIn(cause: unknown): Verdict | undefined {
  const detail =
    cause instanceof ApplicationFailure ? (cause.details?.[0] as Partial<Verdict> | null) : undefined;
  return detail?.outcome === undefined ? undefined : (detail as Verdict);
}

/** Whether the request has ended, which turns an Update away; one that is open is worth another try. */
async function stateOf(session: Session, id: string, deadline: number): Promise<'ended' | undefined> {
  try {
    const described = await describeRequest(session, id, Math.max(1_000, deadline - Date.now()));
    return isOpen(described) ? undefined : 'ended';
  } catch (error) {
    if (isTransient(error)) return undefined;
    throw error;
  }
}
