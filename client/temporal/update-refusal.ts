import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import type { HitlError } from '../../contract/errors';
import { InvalidInput, RunBusy, RunEnded } from '../../contract/errors';
import type { Outcome } from '../../contract/verdict';
import { asUnreachable } from './bounded';
import { find } from './find';
import { GRPC, grpcError, isAlreadyThere, isTransient } from './grpc-errors';
import { isOpen } from '../requests/request-status';
import { asAttributesMissing } from './search-attributes-missing';
import type { Parcel, Sent } from './send-update';
import type { Session } from './session';

/** What a failed Update settles; nothing if it is worth another try. */
export async function readRefusal<Answer>(
  session: Session,
  parcel: Parcel,
  error: unknown,
  deadline: number,
): Promise<Sent<Answer> | undefined> {
  if (error instanceof WorkflowUpdateFailedError) {
    const refusal = verdictIn<Answer>(error.cause);
    if (refusal) return { verdict: refusal };
    const { cause } = error;
    if (cause instanceof ApplicationFailure) throwKnown({ type: cause.type ?? '', message: cause.message });
    return stateOf(session, parcel, deadline);
  }
  if (error instanceof WorkflowNotFoundError || isAlreadyThere(error))
    return stateOf(session, parcel, deadline);
  // Paused in Temporal, or between two runs.
  if (isTransient(error) || grpcError(error)?.code === GRPC.FAILED_PRECONDITION) return undefined;
  throw (
    asAttributesMissing(error, session.client.options.namespace) ??
    asUnreachable(session.client, error) ??
    error
  );
}

function verdictIn<Answer>(cause: unknown): Answer | undefined {
  const detail =
    cause instanceof ApplicationFailure ? (cause.details?.[0] as { outcome?: Outcome } | null) : undefined;
  return detail?.outcome === undefined ? undefined : (detail as Answer);
}

/** Errors that a workflow answers with come out as the same class here; of any other type nothing is thrown. */
export function throwKnown({ type, message }: { type: string; message: string }): void {
  const classes: Record<string, new (message: string) => HitlError> = { InvalidInput, RunBusy, RunEnded };
  const Thrown = Object.hasOwn(classes, type) ? classes[type] : undefined;
  if (Thrown) throw new Thrown(message);
}

/** Whether the workflow has ended, which turns an Update away; one that is open is worth another try. */
async function stateOf(
  session: Session,
  { kind, id }: Parcel,
  deadline: number,
): Promise<'ended' | undefined> {
  try {
    const described = await find(session, kind, id, Math.max(1_000, deadline - Date.now()));
    return isOpen(described) ? undefined : 'ended';
  } catch (error) {
    if (isTransient(error)) return undefined;
    throw error;
  }
}
