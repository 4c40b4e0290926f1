import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import { temporal } from '@temporalio/proto';
import {
  continuationProblem,
  EARLIER_RUN_GONE,
  type HistoryEvent,
  type ReadEvent,
} from '../../rules/continuation';
import { GRPC, grpcError } from './calls';

const { HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT } = temporal.api.enums.v1.HistoryEventFilterType;

/** How a workflow's newest run began. */
export interface FirstEvent {
  /** Its arguments; empty when they cannot be read, such as encrypted without the codec. */
  args: unknown[];
  /** The state that an earlier run has handed on; absent when there is none, or when it is forged. */
  state?: unknown;
  taskQueue: string;
  /** Why neither a state among its arguments nor its result must be believed (design rule 29). */
  problem?: string;
}

/** Reads how a workflow's newest run began, without a worker: one event, however long the history. */
export async function readFirstEvent(client: Client, id: string): Promise<FirstEvent> {
  const read: ReadEvent = (which, runId) => readEvent(client, id, which, runId);
  const event = await readEvent(client, id, 'first');
  const started = event?.workflowExecutionStartedEventAttributes;
  const isContinued = Boolean(started?.continuedExecutionRunId);
  const isRestarted = Boolean(started?.cronSchedule || started?.retryPolicy);
  const found = isContinued || isRestarted ? await continuationProblem(event, read) : undefined;
  // The worker has checked it when the run began: a result is believed, and a state is not shown.
  const problem = found === EARLIER_RUN_GONE ? undefined : found;
  const args = await decoded(client, id, started?.input?.payloads);
  return {
    args,
    taskQueue: started?.taskQueue?.name ?? '',
    ...(isContinued && found === undefined && { state: args[1] }),
    ...(problem !== undefined && { problem }),
  };
}

async function readEvent(
  client: Client,
  workflowId: string,
  which: 'first' | 'last',
  runId?: string,
): Promise<(HistoryEvent & StartedEvent) | undefined> {
  try {
    const { history } = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, ...(runId !== undefined && { runId }) },
      ...(which === 'first'
        ? { maximumPageSize: 1 }
        : { historyEventFilterType: HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT }),
    });
    return which === 'first' ? history?.events?.[0] : history?.events?.at(-1);
  } catch (error) {
    // An earlier run may be past the namespace's retention.
    if (runId !== undefined && grpcError(error)?.code === GRPC.NOT_FOUND) return undefined;
    throw error;
  }
}

type StartedEvent = Pick<temporal.api.history.v1.IHistoryEvent, 'workflowExecutionStartedEventAttributes'>;

async function decoded(
  client: Client,
  workflowId: string,
  payloads: temporal.api.common.v1.IPayload[] | null | undefined,
): Promise<unknown[]> {
  const { namespace, loadedDataConverter } = client.options;
  try {
    return await decodeArrayFromPayloads(loadedDataConverter, payloads, {
      type: 'workflow',
      namespace,
      workflowId,
    });
  } catch {
    return [];
  }
}
