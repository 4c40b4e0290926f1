import type { temporal } from '@temporalio/proto';
import { RAW_DOORS, rawDoor } from './doors';
import { startMany } from './runs';
import { untilPending, withSite } from './site';
import type { Subject } from './subjects';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

export interface Cost {
  events: number;
  actions: number;
}

/** Counts the events and billable actions of one approval in its history, for each way to decide it. */
export async function countEvents(subject: Subject, codePath: string) {
  return withSite({ codePath }, async (site) => {
    const costs: Record<string, Cost> = {};
    for (const name of RAW_DOORS) {
      const door = rawDoor(site, subject, name);
      const ids = await startMany(site, door, 1);
      await untilPending(site, ids);
      for (const id of ids) {
        await door.decide(id);
        await door.result(id);
        const { events } = await site.client.workflow.getHandle(id).fetchHistory();
        costs[name] = { events: events?.length ?? 0, actions: billableActions(events ?? []) };
      }
    }
    return costs;
  });
}

/** Counts as Temporal Cloud does: all local activities of one workflow task are one action. */
function billableActions(events: HistoryEvent[]): number {
  const localActivities = new Set<string>();
  let others = 0;
  for (const event of events) {
    const marker = event.markerRecordedEventAttributes;
    if (marker?.markerName === 'core_local_activity')
      localActivities.add(String(marker.workflowTaskCompletedEventId));
    else if (isBilled(event)) others++;
  }
  return others + localActivities.size;
}

function isBilled(event: HistoryEvent): boolean {
  return Boolean(
    event.workflowExecutionStartedEventAttributes ??
    event.workflowExecutionSignaledEventAttributes ??
    event.workflowExecutionUpdateAcceptedEventAttributes ??
    event.timerStartedEventAttributes ??
    event.activityTaskScheduledEventAttributes ??
    event.upsertWorkflowSearchAttributesEventAttributes ??
    event.markerRecordedEventAttributes,
  );
}
