import type { temporal } from '@temporalio/proto';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** Where a wedged workflow can be reset to, and what would then be done a second time. */
export interface ResetPoint {
  /** The completed workflow task that is undone, with everything after it. */
  eventId: number;
  /** What the reset repeats and must not repeat unasked: `a step of the run`, `planning`. */
  repeats: string[];
}

/**
 * The last completed workflow task before the failure; nothing when the first task fails. Temporal applies the Signals
 * and Updates that came after it again.
 *
 * An Update that was accepted and has no result wedges the workflow by itself (BadUpdateWorkflowExecutionMessage), so
 * the task that accepted it must be undone too.
 */
export function resetPoint(events: readonly HistoryEvent[]): ResetPoint | undefined {
  const before = firstOpenUpdate(events) ?? Infinity;
  const undone = events.findLast(
    (event) => event.workflowTaskCompletedEventAttributes && idOf(event) < before,
  );
  if (undone === undefined) return undefined;
  const eventId = idOf(undone);
  const after = events.filter((event) => idOf(event) > eventId);
  const repeats = [
    ...(after.some(isStep) ? ['a step of the run'] : []),
    ...(after.some(isPlanning) ? ['planning, under the rules that the worker has now'] : []),
  ];
  return { eventId, repeats };
}

function firstOpenUpdate(events: readonly HistoryEvent[]): number | undefined {
  const completed = new Set(
    events.map(({ workflowExecutionUpdateCompletedEventAttributes: update }) =>
      Number(update?.acceptedEventId),
    ),
  );
  const open = events.find(
    (event) => event.workflowExecutionUpdateAcceptedEventAttributes && !completed.has(idOf(event)),
  );
  return open && idOf(open);
}

function isStep({ activityTaskScheduledEventAttributes: scheduled }: HistoryEvent): boolean {
  return scheduled?.activityType?.name === 'runStep';
}

/** A marker that cannot be read, such as an encrypted one, counts as planning. */
function isPlanning({ markerRecordedEventAttributes: marker }: HistoryEvent): boolean {
  if (marker?.markerName !== 'core_local_activity') return false;
  try {
    const data = Buffer.from(marker.details?.data?.payloads?.[0]?.data ?? []).toString();
    return (JSON.parse(data) as { activity_type: string }).activity_type.startsWith('plan');
  } catch {
    return true;
  }
}

function idOf({ eventId }: HistoryEvent): number {
  return Number(eventId);
}
