import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { NotificationsRecord } from '../../contract/notification';
import { describeNotifications, isFailing } from '../../rules/notifications/notifications-details';
import { keyword } from '../attributes';

/** What the Temporal UI shows of the messages. Costs nothing. */
export function showNotifications(record: NotificationsRecord): void {
  setCurrentDetails(describeNotifications(record));
}

/**
 * What `hitl doctor` counts: whether one has failed for good. An upsert costs, so it is made for a change alone.
 *
 * @param marked how this run is marked; `undefined` where an earlier one, which has ended, may be marked otherwise
 */
export function markFailing(record: NotificationsRecord, marked: boolean | undefined): boolean {
  const is = isFailing(record);
  if (is !== marked) upsertSearchAttributes([keyword('HitlStatus', is ? 'failing' : 'delivered')]);
  return is;
}
