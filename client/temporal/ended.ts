import { WorkflowFailedError } from '@temporalio/client';
import type { DescribedWorkflow } from './row';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { HitlError, Undecodable } from '../../contract/errors';
import { bounded } from './bounded';
import { readFirstEvent } from './first-event';
import { grpcError } from './grpc-errors';
import type { ReadableKind, TemporalEnd } from './kind';
import { handleOf, type Session } from './session';

/**
 * The record of one whose workflow has closed. Needs no worker: it is the workflow's result. One that Temporal ended
 * before it had one was terminated, cancelled, timed out or failed, and its kind says what that makes of it.
 */
export async function endedRecord<View>(
  session: Session,
  kind: ReadableKind<View>,
  described: DescribedWorkflow,
): Promise<View> {
  const { workflowId: id } = described;
  try {
    const result = () => handleOf(session, id).result() as Promise<View>;
    const record = await bounded(session.client, result);
    const problem = await forgedResult(session, id);
    return problem === undefined ? record : await disbelieved(session, kind, described, problem);
  } catch (error) {
    if (isUndecodable(error)) throw new Undecodable(described.workflowId, error.message);
    if (!(error instanceof WorkflowFailedError)) throw error;
    const view = await kind.withoutWorker(session, described);
    return kind.brokenOff(view, await endOf(session, described, error));
  }
}

/**
 * Why a result must not be believed (design rule 29): the run that returned it goes on for another one, or was started
 * with a cron schedule or a retry policy, so that its starter could supply its state. Costs one call, and nothing for
 * what this session started itself.
 */
export async function forgedResult({ client, known }: Session, id: string): Promise<string | undefined> {
  if (known.isOwn(id)) return undefined;
  return (await bounded(client, () => readFirstEvent(client, id))).problem;
}

async function disbelieved<View>(
  session: Session,
  kind: ReadableKind<View>,
  described: DescribedWorkflow,
  problem: string,
): Promise<View> {
  const message = `its result is not believed: ${problem}`;
  return kind.brokenOff(await kind.withoutWorker(session, described), {
    at: (described.closeTime ?? new Date()).toISOString(),
    by: 'system',
    reason: message,
    error: { name: 'ForgedState', message },
  });
}

/** What neither Temporal nor our own client threw was thrown while the payload was decoded. */
export function isUndecodable(error: unknown): error is Error {
  const isOther = error instanceof HitlError || error instanceof WorkflowFailedError;
  return error instanceof Error && !isOther && !(error instanceof WorkflowNotFoundError) && !grpcError(error);
}

async function endOf(
  session: Session,
  described: DescribedWorkflow,
  { cause, message }: WorkflowFailedError,
): Promise<TemporalEnd> {
  const at = (described.closeTime ?? new Date()).toISOString();
  switch (described.status.name) {
    case 'TERMINATED': {
      const name = await terminator(session, described.workflowId);
      const reason = `terminated in Temporal${cause?.message ? `: ${cause.message}` : ''}`;
      return { at, by: 'operator', ...(name && { name }), reason };
    }
    case 'CANCELLED':
      return { at, by: 'operator', reason: 'cancelled in Temporal' };
    case 'TIMED_OUT':
      return { at, by: 'system', reason: "Temporal's own time-out ended its workflow" };
    default: {
      const name = cause instanceof ApplicationFailure ? cause.type : undefined;
      const why = cause?.message ?? message;
      return { at, by: 'system', reason: why, error: { ...(name && { name }), message: why } };
    }
  }
}

async function terminator({ client }: Session, id: string): Promise<string | undefined> {
  const { history } = await bounded(client, () =>
    client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId: id },
      historyEventFilterType: 2, // the closing event alone
    }),
  );
  return history?.events?.[0]?.workflowExecutionTerminatedEventAttributes?.identity ?? undefined;
}
