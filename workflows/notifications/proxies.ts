import { proxyActivities } from '@temporalio/workflow';
import type { NotificationActivities } from '../../contract/activities';
import type { Delivery } from '../../contract/notification';
import { cutTo } from '../../rules/requests/request-details';

/** Made for each workflow and not once for the module, which other workflows would keep in memory. */
export function proxiesOfNotifications() {
  return proxyActivities<Pick<NotificationActivities, 'lookAround' | 'toldBefore'>>({
    startToCloseTimeout: '30s',
    // Not sooner: after an outage every attempt is work for the worker that also takes the decisions.
    retry: { initialInterval: '1s', maximumInterval: '1m' },
    summary: 'what is there to tell, and whom',
  });
}

/** One message, tried until it arrives, its channel refuses it for good, or it is given up. */
export function deliverActivity({ id, giveUpAfter, channel, to, moment, updates }: Delivery) {
  const what = updates === undefined ? moment : 'bring up to date';
  return proxyActivities<Pick<NotificationActivities, 'deliver'>>({
    // By which whoever describes the workflow knows the message that fails.
    activityId: id,
    startToCloseTimeout: '45s',
    scheduleToCloseTimeout: giveUpAfter,
    retry: { initialInterval: '1s', maximumInterval: '5m' },
    // Temporal bounds a summary to 400 bytes.
    summary: cutTo(`${what}: ${channel}${to === undefined ? '' : `, ${to}`}`, 200),
  }).deliver;
}

/** A digest, likewise. */
export function digestActivity() {
  return proxyActivities<Pick<NotificationActivities, 'sendDigest'>>({
    startToCloseTimeout: '45s',
    scheduleToCloseTimeout: '24h',
    retry: { initialInterval: '1s', maximumInterval: '5m' },
    summary: 'what was too much at once, as one message',
  });
}
