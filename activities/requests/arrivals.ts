import { activityInfo, Context } from '@temporalio/activity';
import type { Arrivals } from '../../contract/activities';
import { MESSAGES } from '../../contract/names';

const OF_REQUESTS: string[] = [MESSAGES.decide, MESSAGES.cancel];

/**
 * Reads from the calling run's own history when the server recorded each signal of these names, and when the present
 * workflow task was taken: nothing else knows it (design rule 8).
 */
export async function arrivals(names = OF_REQUESTS): Promise<Arrivals> {
  const { client } = Context.current();
  const { workflowExecution, workflowNamespace, scheduledTimestampMs } = activityInfo();
  const signals: number[] = [];
  let startedAt: number | undefined;
  let nextPageToken: Uint8Array | null | undefined;
  do {
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace: workflowNamespace,
      execution: workflowExecution,
      nextPageToken,
    });
    for (const event of page.history?.events ?? []) {
      const { workflowExecutionSignaledEventAttributes: signal, eventTime } = event;
      if (event.workflowTaskStartedEventAttributes) startedAt = toMilliseconds(eventTime);
      if (event.workflowTaskCompletedEventAttributes) startedAt = undefined;
      if (signal && names.includes(signal.signalName ?? '')) signals.push(toMilliseconds(eventTime));
    }
    nextPageToken = page.nextPageToken;
  } while (nextPageToken?.length);
  // The server keeps a task that brings nothing but Updates out of the history until it is completed.
  return { signals, taskStartedAt: startedAt ?? scheduledTimestampMs };
}

/** A protobuf timestamp in milliseconds since 1970. */
export function toMilliseconds(
  time: { seconds?: unknown; nanos?: number | null } | null | undefined,
): number {
  return Number(time?.seconds ?? 0) * 1000 + Math.floor((time?.nanos ?? 0) / 1e6);
}
