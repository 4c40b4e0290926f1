import type { Client } from '@temporalio/client';
import { Notifications } from '../../../client';
import { GRPC, grpcError } from '../../../client/temporal/grpc-errors';
import { bad, type Check, good } from './check';

const MOST_NAMED = 5;

/** Whether somebody was not told what they should have been, within the namespace's retention. */
export async function checkNotifications(client: Client): Promise<Check> {
  const notifications = new Notifications(client);
  const count = await notifications.countFailing().catch((error: unknown) => {
    // Before the search attributes are registered nobody can have failed.
    if (grpcError(error)?.code === GRPC.INVALID_ARGUMENT) return 0;
    throw error;
  });
  if (count === 0) return good('notifications', 'none failed for good');
  const ids = await notifications.listFailing(MOST_NAMED);
  return bad(
    'notifications',
    `about ${count} ${count === 1 ? 'request or escalation' : 'requests and escalations'} somebody could not be told: ${ids.join(', ')}${count > ids.length ? ', …' : ''}`,
    'hitl show ID says who and why. Webhooks are sent again by hitl webhooks redeliver ID.',
  );
}
