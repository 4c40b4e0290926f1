import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

const { EventType } = temporal.api.enums.v1;

/** The event types in a request's history that Temporal Cloud bills as actions. */
const ACTIONS = new Set<number | null | undefined>([
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
  EventType.EVENT_TYPE_TIMER_STARTED,
  EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
  EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
  // Starting a child is an action of the parent, in addition to the child's own start.
  EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED,
]);

/** The events and billable actions in a request's history. */
export async function costOf(handle: WorkflowHandle): Promise<{ events: number; actions: number }> {
  const events = (await handle.fetchHistory()).events ?? [];
  // All local activities of one workflow task are one action.
  const tasks = events.flatMap(({ markerRecordedEventAttributes: marker }) =>
    marker ? [String(marker.workflowTaskCompletedEventId)] : [],
  );
  const actions = events.filter(({ eventType }) => ACTIONS.has(eventType)).length + new Set(tasks).size;
  return { events: events.length, actions };
}

/** Events after which the worker still has work to do. */
const UNSETTLED = new Set<number | null | undefined>([
  // The first task of a child is scheduled a moment after its start.
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
  EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
  EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
  EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
]);

/**
 * Whether the workflow has no open task, according to its history. A query to the workflow could change the measurement.
 * An activity may still be running if a timer was started after it.
 */
export async function isSettled(handle: WorkflowHandle): Promise<boolean> {
  return endsSettled((await handle.fetchHistory()).events ?? []);
}

/** Whether, in addition, no activity is running. */
export async function isIdle(handle: WorkflowHandle): Promise<boolean> {
  const events = (await handle.fetchHistory()).events ?? [];
  const count = (type: temporal.api.enums.v1.EventType) =>
    events.filter(({ eventType }) => eventType === type).length;
  const begun = count(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED);
  return begun === count(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED) && endsSettled(events);
}

function endsSettled(events: temporal.api.history.v1.IHistoryEvent[]): boolean {
  return !UNSETTLED.has(events.at(-1)?.eventType);
}
