import { activityInfo, Context } from '@temporalio/activity';
import { isGrpcServiceError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import type { Arrivals } from '../../contract/activities';
import { MESSAGES } from '../../contract/names';
import { continuationProblem, type ReadEvent } from '../../rules/continuation';

/*
 * What only the history in Temporal knows: when messages arrived, and who handed a run its state.
 */

const REQUEST_SIGNALS: string[] = [MESSAGES.decide, MESSAGES.cancel];
/** WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW */
const RESET_CAUSE = 20;
/** gRPC's status code. */
const NOT_FOUND = 5;
/** Resets of resets that are followed. */
const MAX_RESETS = 20;

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type ReadEvents = (runId: string) => AsyncIterable<HistoryEvent>;

/**
 * Reads from the calling run's own history when the server recorded each signal of these names, when a worker first took
 * each of these Updates, and when the present workflow task was taken: nothing else knows it (design rule 8).
 */
export async function readArrivalTimes(names = REQUEST_SIGNALS, updates: string[] = []): Promise<Arrivals> {
  const { client } = Context.current();
  const { workflowExecution, workflowNamespace, scheduledTimestampMs } = activityInfo();
  const { workflowId = '', runId = '' } = workflowExecution ?? {};
  const read: ReadEvents = async function* (run) {
    let nextPageToken: Uint8Array | null | undefined;
    do {
      const page = await client.workflowService.getWorkflowExecutionHistory({
        namespace: workflowNamespace,
        execution: { workflowId, runId: run },
        nextPageToken,
      });
      yield* page.history?.events ?? [];
      nextPageToken = page.nextPageToken;
    } while (nextPageToken?.length);
  };
  const { signals, accepted, reapplied, taskStartedAt } = await readArrivals(runId, read, names);
  return {
    signals: signals.map(({ at }) => at),
    updates: Object.fromEntries(
      updates.flatMap((id) => {
        const at = reapplied.get(id) ?? accepted.get(id);
        return at === undefined ? [] : [[id, at] as const];
      }),
    ),
    // The server keeps a task that brings nothing but Updates out of the history until it is completed.
    taskStartedAt: taskStartedAt ?? scheduledTimestampMs,
  };
}

interface RunArrivals {
  signals: { at: number; content: string }[];
  /** Updates that this run accepted itself, by id. */
  accepted: Map<string, number>;
  /** Updates that a reset applied again, by id: when they first arrived. */
  reapplied: Map<string, number>;
  taskStartedAt?: number;
}

/**
 * A reset gives the Signals and Updates that it applies again its own time. When they first arrived is in the history of
 * the run that was reset: without it, a decision in time would be judged as late.
 */
export async function readArrivals(
  runId: string,
  read: ReadEvents,
  names: string[],
  depth = 0,
): Promise<RunArrivals> {
  const own: RunArrivals = { signals: [], accepted: new Map(), reapplied: new Map() };
  let base: RunArrivals | undefined;
  let isReapplying = false;
  let taskTakenAt = 0;
  for await (const event of read(runId)) {
    const at = timestampToMs(event.eventTime);
    const {
      workflowTaskStartedEventAttributes: started,
      workflowTaskFailedEventAttributes: failed,
      workflowExecutionSignaledEventAttributes: signal,
      workflowExecutionUpdateAdmittedEventAttributes: admitted,
      workflowExecutionUpdateAcceptedEventAttributes: accepted,
    } = event;
    if (started) own.taskStartedAt = taskTakenAt = at;
    if (event.workflowTaskCompletedEventAttributes) delete own.taskStartedAt;
    // The reset and what it applies again are written at once, before the next task is scheduled.
    if (event.workflowTaskScheduledEventAttributes) isReapplying = false;
    if (failed?.baseRunId && Number(failed.cause) === RESET_CAUSE && depth < MAX_RESETS) {
      base = await readArrivals(failed.baseRunId, read, names, depth + 1).catch(undefinedIfNotFound);
      isReapplying = base !== undefined;
    }
    if (signal && names.includes(signal.signalName ?? '')) {
      const content = signalContent(signal);
      const before = isReapplying
        ? base?.signals.slice(own.signals.length).find((one) => one.content === content)
        : undefined;
      own.signals.push({ at: before?.at ?? at, content });
    }
    const id = admitted?.request?.meta?.updateId;
    const first = id && (base?.accepted.get(id) ?? base?.reapplied.get(id));
    if (id && first) own.reapplied.set(id, first);
    const acceptedId = accepted?.acceptedRequest?.meta?.updateId;
    if (acceptedId) own.accepted.set(acceptedId, own.reapplied.get(acceptedId) ?? taskTakenAt);
  }
  return own;
}

/** Past the namespace's retention. Then the times of the reset are all that is known. */
function undefinedIfNotFound(error: unknown): undefined {
  if ((error as { code?: unknown } | undefined)?.code !== NOT_FOUND) throw error;
}

function signalContent({
  signalName,
  identity,
  input,
}: temporal.api.history.v1.IWorkflowExecutionSignaledEventAttributes) {
  const payloads = input?.payloads ?? [];
  return JSON.stringify([
    signalName,
    identity,
    ...payloads.map(({ data }) => Buffer.from(data ?? []).toString('base64')),
  ]);
}

/** A protobuf timestamp in milliseconds since 1970. */
export function timestampToMs(time: { seconds?: unknown; nanos?: number | null } | null | undefined): number {
  return Number(time?.seconds ?? 0) * 1000 + Math.floor((time?.nanos ?? 0) / 1e6);
}

const { HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT } = temporal.api.enums.v1.HistoryEventFilterType;
const GRPC_NOT_FOUND = 5;

/**
 * Makes sure that the run of the calling workflow was handed its state by our own code (design rule 29).
 *
 * @throws ApplicationFailure of type `ForgedState` when it was not
 */
export async function checkContinuation(): Promise<void> {
  const { client } = Context.current();
  const { workflowExecution, workflowNamespace: namespace } = activityInfo();
  if (workflowExecution === undefined) throw new Error('a workflow calls this');
  const { workflowId, runId } = workflowExecution;

  const read: ReadEvent = async (which, ofRun) => {
    const { history } = await client.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, runId: ofRun },
      ...(which === 'first'
        ? { maximumPageSize: 1 }
        : { historyEventFilterType: HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT }),
    });
    return which === 'first' ? history?.events?.[0] : history?.events?.at(-1);
  };
  const orGone: ReadEvent = (which, ofRun) =>
    read(which, ofRun).catch((error: unknown) => {
      if (isGrpcServiceError(error) && (error.code as number) === GRPC_NOT_FOUND) return undefined;
      throw error;
    });

  const problem = await continuationProblem(await read('first', runId), orGone);
  if (problem !== undefined)
    throw ApplicationFailure.nonRetryable(
      `The state that ${workflowId} was started with is not believed: ${problem}.`,
      'ForgedState',
    );
}
