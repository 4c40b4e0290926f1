import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { NotificationsRecord } from '../../contract/notification';
import { describeNotifications, isFailing } from '../../rules/notifications/notifications-details';
import { keyword } from '../attributes';

/** What the Temporal UI and `hitl doctor` see of the messages. An upsert costs: it is made once, if one failed for good. */
export function showNotifications(record: NotificationsRecord, before?: NotificationsRecord): void {
  setCurrentDetails(describeNotifications(record));
  if (isFailing(record) && !(before && isFailing(before)))
    upsertSearchAttributes([keyword('HitlStatus', 'failing')]);
}
