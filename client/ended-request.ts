import { type WorkflowExecutionDescription, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { EndRecord, RequestRecord } from '../contract/record';
import { endRequest } from '../rules/end-request';
import { bounded } from './bounded';
import { requestWithoutWorker, type RequestView } from './request-without-worker';
import { handleOf, type Session } from './session';

/**
 * The record of a request whose workflow has closed. Needs no worker: it is the workflow's result. One that Temporal
 * ended before it had one was terminated, cancelled, timed out or failed: its status is `cancelled` (design, Temporal).
 */
export async function endedRequest(
  session: Session,
  described: WorkflowExecutionDescription,
): Promise<RequestView> {
  const { client } = session;
  try {
    const result = () => handleOf(session, described.workflowId).result() as Promise<RequestRecord>;
    return await bounded(client, result);
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return brokenRequest(session, described, error);
  }
}

async function brokenRequest(
  session: Session,
  described: WorkflowExecutionDescription,
  error: WorkflowFailedError,
): Promise<RequestView> {
  const { unknown, ...view } = await requestWithoutWorker(session, described);
  const ended = endRequest(view, await endOf(session, described, error));
  return { ...ended, ...(unknown && { unknown }) };
}

async function endOf(
  session: Session,
  described: WorkflowExecutionDescription,
  { cause, message }: WorkflowFailedError,
): Promise<EndRecord> {
  const end = { status: 'cancelled', at: (described.closeTime ?? new Date()).toISOString() } as const;
  switch (described.status.name) {
    case 'TERMINATED': {
      const name = await terminator(session, described.workflowId);
      const reason = `terminated in Temporal${cause?.message ? `: ${cause.message}` : ''}`;
      return { ...end, by: 'operator', ...(name && { name }), reason };
    }
    case 'CANCELLED':
      return { ...end, by: 'operator', reason: 'cancelled in Temporal' };
    case 'TIMED_OUT':
      return { ...end, by: 'system', reason: "Temporal's own time-out ended its workflow" };
    default: {
      const name = (cause instanceof ApplicationFailure && cause.type) || 'RequestFailed';
      const why = cause?.message ?? message;
      return { ...end, by: 'system', reason: why, error: { name, message: why } };
    }
  }
}

/** Whoever terminated it, as their tool names them: evidence, not proof. */
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
