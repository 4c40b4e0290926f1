import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { NotificationsRecord } from '../../contract/notification';
import { describeNotifications, isFailing } from '../../rules/notifications/notifications-details';
import { keyword } from '../attributes';

/** What the Temporal UI shows of the messages. Costs nothing. */
export function showNotifications(record: NotificationsRecord): void {
  setCurrentDetails(describeNotifications(record));
}

/** What `hitl doctor` counts: that one failed for good, or no longer. An upsert costs, so it is made for a change alone. */
export function markFailing(record: NotificationsRecord, before?: NotificationsRecord): void {
  const [was, is] = [before !== undefined && isFailing(before), isFailing(record)];
  if (was !== is) upsertSearchAttributes([keyword('HitlStatus', is ? 'failing' : 'delivered')]);
}
