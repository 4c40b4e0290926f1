import { Context } from '@temporalio/activity';
import type { NotificationRecord } from '../../contract/notification';

/** Counts in the worker's metrics of Temporal: `hitl_notifications`, by channel and outcome. Every failed attempt counts. */
export function countOutcome(channel: string, outcome: NotificationRecord['status']): void {
  Context.current()
    .metricMeter.createCounter('hitl_notifications', '1', 'attempts to tell people, by channel and outcome')
    .add(1, { channel, outcome });
}
