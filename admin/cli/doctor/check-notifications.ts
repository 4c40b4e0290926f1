import type { Client } from '@temporalio/client';
import { Notifications } from '../../../client';
import { bad, type Check, good } from './check';

const MOST_NAMED = 5;

/** Whether somebody was not told what they should have been, within the namespace's retention. */
export async function checkNotifications(client: Client): Promise<Check> {
  const notifications = new Notifications(client);
  const count = await notifications.countFailing();
  if (count === 0) return good('notifications', 'none failed for good');
  const ids = await notifications.listFailing(MOST_NAMED);
  return bad(
    'notifications',
    `about ${count} ${count === 1 ? 'request or escalation' : 'requests and escalations'} somebody could not be told: ${ids.join(', ')}${count > ids.length ? ', …' : ''}`,
    'hitl show ID says who and why. Webhooks are sent again by hitl webhooks redeliver ID.',
  );
}
