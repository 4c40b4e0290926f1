import { bytesToHex } from '@noble/hashes/utils';

/** The parts of Temporal's history events that tell how a run began and ended. */
export interface HistoryEvent {
  workflowExecutionStartedEventAttributes?: StartedAttributes | null;
  workflowExecutionContinuedAsNewEventAttributes?: ContinuedAttributes | null;
}

interface StartedAttributes extends NamedExecution {
  continuedExecutionRunId?: string | null;
  originalExecutionRunId?: string | null;
  attempt?: number | null;
  cronSchedule?: string | null;
  retryPolicy?: object | null;
}

interface ContinuedAttributes extends NamedExecution {
  newExecutionRunId?: string | null;
}

interface NamedExecution {
  workflowType?: { name?: string | null } | null;
  taskQueue?: { name?: string | null } | null;
  input?: { payloads?: Payload[] | null } | null;
}

interface Payload {
  metadata?: Record<string, Uint8Array> | null;
  data?: Uint8Array | null;
}

/** Reads the first or the last event of one run; nothing when Temporal no longer has the run. */
export type ReadEvent = (which: 'first' | 'last', runId: string) => Promise<HistoryEvent | undefined>;

/** The earlier run is past the namespace's retention. Temporal deletes it before the run that goes on for it. */
export const EARLIER_RUN_GONE = 'the earlier run is no longer in Temporal';

/** Why a workflow must not be run: Temporal would start it again with arguments that its starter supplied. */
export function restartProblem(start: {
  attempt: number;
  cronSchedule?: string | null | undefined;
  retryPolicy?: object | null | undefined;
}): string | undefined {
  if (start.cronSchedule) return 'it was started with a cron schedule; start it without one';
  if (start.retryPolicy || start.attempt > 1)
    return 'it was started with a workflow retry policy; start it without one';
  return undefined;
}

/**
 * Why the state that a run was started with must not be believed (design rule 29). It is believed only when the run
 * before it was of the same type on the same task queue, so that our code ran it, and ended by continue-as-new into
 * this run with exactly these arguments. `continuedExecutionRunId` alone proves nothing: the server sets it for cron
 * and for a workflow retry too.
 *
 * @param started the first event of the run
 * @returns the problem, if there is one. `EARLIER_RUN_GONE` says that nothing can be told any more.
 */
export async function continuationProblem(
  started: HistoryEvent | undefined,
  read: ReadEvent,
): Promise<string | undefined> {
  const start = started?.workflowExecutionStartedEventAttributes;
  if (!start) return 'its first event cannot be read';
  const restart = restartProblem({ ...start, attempt: start.attempt ?? 1 });
  if (restart !== undefined) return restart;
  const earlier = start.continuedExecutionRunId;
  if (!earlier) return 'no earlier run handed it on';
  const [first, last] = [await read('first', earlier), await read('last', earlier)];
  const previous = first?.workflowExecutionStartedEventAttributes;
  if (!previous) return EARLIER_RUN_GONE;
  if (kindOf(previous) !== kindOf(start)) return `the earlier run was ${kindOf(previous)}`;
  const end = last?.workflowExecutionContinuedAsNewEventAttributes;
  if (!end) return 'the earlier run did not end by continue-as-new';
  // A reset gives a run another id, and keeps the one that it continued as.
  if (end.newExecutionRunId !== start.originalExecutionRunId)
    return 'the earlier run continued as another run';
  const isSame = kindOf(end) === kindOf(start) && inputOf(end) === inputOf(start);
  return isSame ? undefined : 'the earlier run handed on other arguments';
}

function kindOf({ workflowType, taskQueue }: NamedExecution): string {
  return `${workflowType?.name} on task queue ${taskQueue?.name}`;
}

function inputOf({ input }: NamedExecution): string {
  const text = ({ metadata, data }: Payload) => [
    Object.entries(metadata ?? {})
      .map(([key, value]) => `${key}=${bytesToHex(Uint8Array.from(value))}`)
      .toSorted(),
    bytesToHex(Uint8Array.from(data ?? [])),
  ];
  return JSON.stringify((input?.payloads ?? []).map(text));
}
