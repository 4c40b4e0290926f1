import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { RequestActivities } from '../contract/activities';

const quick = {
  startToCloseTimeout: '30s',
  retry: { initialInterval: '200ms', maximumInterval: '10s' },
} as const;

/** Run inside the workflow task, since they are quick: one event each, and no wait for a poller. */
export const { planRequest } = proxyLocalActivities<Pick<RequestActivities, 'planRequest'>>({
  ...quick,
  summary: 'which policies apply',
});
export const { signalArrivals } = proxyLocalActivities<Pick<RequestActivities, 'signalArrivals'>>({
  ...quick,
  summary: 'when these signals arrived',
});

/** The directory is somebody's server: retried for as long as the request lives, while its expiry clock runs. */
export const directory = proxyActivities<Pick<RequestActivities, 'resolveTeams'>>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
  summary: 'who is in these teams',
});
