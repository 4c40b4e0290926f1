import { activityInfo, Context } from '@temporalio/activity';
import { MESSAGES } from '../../contract/names';

const OF_REQUESTS: string[] = [MESSAGES.decide, MESSAGES.cancel];

/**
 * When the server recorded each signal of these names in this run, in order, in milliseconds since 1970. Read from the
 * run's own history: nothing else knows it (design rule 8). Without names, those of a request.
 */
export async function signalArrivals(names = OF_REQUESTS): Promise<number[]> {
  const { client } = Context.current();
  const { workflowExecution, workflowNamespace } = activityInfo();
  const arrivals: number[] = [];
  let nextPageToken: Uint8Array | null | undefined;
  do {
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace: workflowNamespace,
      execution: workflowExecution,
      nextPageToken,
    });
    for (const { eventTime, workflowExecutionSignaledEventAttributes: signal } of page.history?.events ?? [])
      if (signal && names.includes(signal.signalName ?? '')) arrivals.push(toMilliseconds(eventTime));
    nextPageToken = page.nextPageToken;
  } while (nextPageToken?.length);
  return arrivals;
}

/** A protobuf timestamp in milliseconds since 1970. */
export function toMilliseconds(
  time: { seconds?: unknown; nanos?: number | null } | null | undefined,
): number {
  return Number(time?.seconds ?? 0) * 1000 + Math.floor((time?.nanos ?? 0) / 1e6);
}
