import { activityInfo, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import type { Arrivals } from '../../contract/activities';
import { continuationProblem, type ReadEvent } from '../../rules/continuation';

/*
 * Reads facts that only Temporal's history has: when messages arrived, and whether a run continues an earlier one.
 */

/** WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW */
const RESET_CAUSE = 20;
/** How many resets of resets are followed. */
const MAX_RESETS = 20;

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type ReadEvents = (runId: string) => AsyncIterable<HistoryEvent>;

/**
 * Reads arrival times from the history of the calling run: when the server recorded each signal of these names, when a worker
 * first took each of these Updates, and when the current workflow task was taken (design rule 8).
 */
export async function readArrivalTimes(names: readonly string[], updates: string[]): Promise<Arrivals> {
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
    signals: Object.fromEntries(
      names.map((name) => [name, signals.filter((one) => one.name === name).map(({ at }) => at)]),
    ),
    updates: Object.fromEntries(
      updates.flatMap((id) => {
        const at = reapplied.get(id) ?? accepted.get(id);
        return at === undefined ? [] : [[id, at] as const];
      }),
    ),
    // A task with only Updates is not in the history until it is completed.
    taskStartedAt: taskStartedAt ?? scheduledTimestampMs,
  };
}

interface RunArrivals {
  signals: { name: string; at: number; content: string }[];
  /** Updates that this run accepted itself, by id. */
  accepted: Map<string, number>;
  /** When Updates that a reset applied again first arrived, by id. */
  reapplied: Map<string, number>;
  taskStartedAt?: number;
}

/**
 * The arrivals in one run. A reset applies Signals and Updates again and gives them its own time. Their first arrival is in the
 * history of the run that was reset: without it, a decision in time would count as late.
 */
export async function readArrivals(
  runId: string,
  read: ReadEvents,
  names: readonly string[],
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
    // The reset and the messages that it applies again are written before the next task is scheduled.
    if (event.workflowTaskScheduledEventAttributes) isReapplying = false;
    if (failed?.baseRunId && Number(failed.cause) === RESET_CAUSE && depth < MAX_RESETS) {
      // After the namespace's retention the run that was reset is gone. Then only the times of the reset are known.
      base = await readArrivals(failed.baseRunId, read, names, depth + 1).catch(undefinedIfNotFound);
      isReapplying = base !== undefined;
    }
    const name = signal?.signalName ?? '';
    if (signal && names.includes(name)) {
      const content = signalContent(signal);
      const before = isReapplying
        ? base?.signals.slice(own.signals.length).find((one) => one.content === content)
        : undefined;
      own.signals.push({ name, at: before?.at ?? at, content });
    }
    const id = admitted?.request?.meta?.updateId;
    const first = id && (base?.accepted.get(id) ?? base?.reapplied.get(id));
    if (id && first) own.reapplied.set(id, first);
    const acceptedId = accepted?.acceptedRequest?.meta?.updateId;
    if (acceptedId) own.accepted.set(acceptedId, own.reapplied.get(acceptedId) ?? taskTakenAt);
  }
  return own;
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

const GRPC_NOT_FOUND = 5;

/** Returns undefined if Temporal does not have the workflow or the run (any more). @throws any other error */
export function undefinedIfNotFound(error: unknown): undefined {
  if ((error as { code?: unknown } | undefined)?.code !== GRPC_NOT_FOUND) throw error;
}

/** A protobuf timestamp in milliseconds since 1970. */
export function timestampToMs(time: { seconds?: unknown; nanos?: number | null } | null | undefined): number {
  return Number(time?.seconds ?? 0) * 1000 + Math.floor((time?.nanos ?? 0) / 1e6);
}

const { HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT } = temporal.api.enums.v1.HistoryEventFilterType;

/**
 * Checks that our own code handed the calling workflow's run its state (design rule 29).
 *
 * @throws ApplicationFailure of type `ForgedState` if it did not
 */
export async function checkContinuation(): Promise<void> {
  const { client } = Context.current();
  const { workflowExecution, workflowNamespace: namespace } = activityInfo();
  if (workflowExecution === undefined) throw new Error('only a workflow can call this');
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
  const readIfKept: ReadEvent = (which, ofRun) => read(which, ofRun).catch(undefinedIfNotFound);

  const problem = await continuationProblem(await read('first', runId), readIfKept);
  if (problem !== undefined)
    throw ApplicationFailure.nonRetryable(
      `The state that ${workflowId} was started with is refused: ${problem}.`,
      'ForgedState',
    );
}
