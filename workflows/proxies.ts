import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { RequestActivities } from '../contract/activities';

/** Quick and pure enough to run inside the workflow task: one event, and no wait for a poller. */
export const local = proxyLocalActivities<Pick<RequestActivities, 'planRequest' | 'signalArrivals'>>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '200ms', maximumInterval: '10s' },
});

/** The directory is somebody's server: retried for as long as the request lives, while its expiry clock runs. */
export const directory = proxyActivities<Pick<RequestActivities, 'resolveTeams'>>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
  summary: 'who is in these teams',
});
