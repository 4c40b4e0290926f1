import type { Client } from '@temporalio/client';
import { decode, decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import { tsToMs } from '@temporalio/common/lib/time';
import { temporal } from '@temporalio/proto';
import { encryptionKeyId, undecrypted } from '../../codec/encrypted-payload';
import { defined } from '../../contract/defined';
import {
  continuationProblem,
  EARLIER_RUN_GONE,
  type HistoryEvent,
  type ReadEvent,
} from '../../rules/continuation';
import { GRPC, grpcError } from './calls';

const { HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT } = temporal.api.enums.v1.HistoryEventFilterType;

/** The first event of one run of a workflow. */
export interface FirstEvent {
  /** Its arguments; empty when they cannot be read, for example encrypted without the codec. */
  args: unknown[];
  /** The state from an earlier run; absent if there is none or it is forged. */
  state?: unknown;
  taskQueue: string;
  /** When the server started it. */
  startedAt: Date;
  /** Why its state and its result must not be trusted (design rule 29). */
  problem?: string;
}

/**
 * Reads the first event of a workflow's newest run, or of the given one, without a worker. Reads only one event of the
 * history.
 */
export async function readFirstEvent(client: Client, id: string, runId?: string): Promise<FirstEvent> {
  const read: ReadEvent = (which, run) => readEvent(client, id, which, run);
  const event = await readEvent(client, id, 'first', runId);
  const started = event?.workflowExecutionStartedEventAttributes;
  const isContinued = Boolean(started?.continuedExecutionRunId);
  const isRestarted = Boolean(started?.cronSchedule || started?.retryPolicy);
  const found = isContinued || isRestarted ? await continuationProblem(event, read) : undefined;
  // The worker checked this when the run began. So a result is trusted, but a state is not shown.
  const problem = found === EARLIER_RUN_GONE ? undefined : found;
  const args = await decoded(client, id, started?.input?.payloads);
  return {
    args,
    taskQueue: started?.taskQueue?.name ?? '',
    startedAt: new Date(tsToMs(event?.eventTime)),
    ...(isContinued && found === undefined && { state: args[1] }),
    ...defined({ problem }),
  };
}

/** Which key encrypted the first argument of a workflow, and why this client cannot decrypt it. */
export interface StartPayload {
  id: string;
  keyId?: string;
  problem?: string;
}

/** Reads how the first argument of the workflow's newest run is encrypted. */
export async function readStartPayload(client: Client, id: string): Promise<StartPayload> {
  const event = await readEvent(client, id, 'first');
  const [payload] = event?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  const keyId = payload && encryptionKeyId(payload);
  if (payload === undefined || keyId === undefined) return { id };
  const problem = await decode(client.options.loadedDataConverter.payloadCodecs, [payload]).then(
    ([decoded = payload]) => undecrypted(decoded)?.problem,
    (error: Error) => error.message,
  );
  return { id, keyId, ...defined({ problem }) };
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
      execution: { workflowId, ...defined({ runId }) },
      ...(which === 'first'
        ? { maximumPageSize: 1 }
        : { historyEventFilterType: HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT }),
    });
    return which === 'first' ? history?.events?.[0] : history?.events?.at(-1);
  } catch (error) {
    // Temporal may have deleted the earlier run after the namespace's retention.
    if (runId !== undefined && grpcError(error)?.code === GRPC.NOT_FOUND) return undefined;
    throw error;
  }
}

type StartedEvent = Pick<
  temporal.api.history.v1.IHistoryEvent,
  'workflowExecutionStartedEventAttributes' | 'eventTime'
>;

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
