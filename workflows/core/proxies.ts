import { condition, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { NotificationActivities, RequestActivities, RunActivities } from '../../contract/activities';
import type { RunPlan } from '../../contract/run';

const QUICK = {
  startToCloseTimeout: '30s',
  retry: { initialInterval: '200ms', maximumInterval: '10s' },
} as const;

/** Local activities: they are quick, so they run inside the workflow task. Each is one event and does not wait for a poller. */
export const { planRequest } = proxyLocalActivities<Pick<RequestActivities, 'planRequest'>>({
  ...QUICK,
  summary: 'Evaluate policies',
});
export const { planConfirmation } = proxyLocalActivities<Pick<RequestActivities, 'planConfirmation'>>({
  ...QUICK,
  summary: 'Plan confirmation',
});
export const { readArrivalTimes } = proxyLocalActivities<Pick<RequestActivities, 'readArrivalTimes'>>({
  ...QUICK,
  summary: 'Read arrival times',
});

export const { verifySignatures } = proxyLocalActivities<Pick<RequestActivities, 'verifySignatures'>>({
  ...QUICK,
  summary: 'Verify signatures',
});

/** Checks that our own code handed this run its state. It is retried while Temporal is down; a forged state fails at once. */
export const { checkContinuation } = proxyLocalActivities<Pick<RequestActivities, 'checkContinuation'>>({
  ...QUICK,
  summary: 'Verify continued state',
});

/** The directory may be down. The lookup is retried as long as the request is open; its deadline still applies. */
const directoryActivities = proxyActivities<Pick<RequestActivities, 'resolveTeams'>>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
  summary: 'Resolve teams',
});

/** The lookup for the ladder of an escalation, while its deadlines run. It returns as soon as one name is known. */
export const { resolveSomeTeams } = proxyActivities<Pick<RunActivities, 'resolveSomeTeams'>>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
  summary: 'Resolve teams',
});

const ASSIGNEES_SUMMARY = 'Resolve assignees';
/** The lookup for a reassignment. A person waits for the verdict, so it gives up after a minute. */
export const lookUpNames = proxyActivities<Pick<RequestActivities, 'resolveTeams'>>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumInterval: '10s' },
  summary: ASSIGNEES_SUMMARY,
}).resolveTeams;
/** The same for a directory that is written in the config: it runs inside the workflow task, which a failure must not block. */
export const lookUpNamesLocally = proxyLocalActivities<Pick<RequestActivities, 'resolveTeams'>>({
  scheduleToCloseTimeout: '5s',
  retry: { maximumAttempts: 3 },
  summary: ASSIGNEES_SUMMARY,
}).resolveTeams;

export const { planEscalation } = proxyLocalActivities<Pick<RunActivities, 'planEscalation'>>({
  ...QUICK,
  summary: 'Plan escalation levels',
});
export const { planRun } = proxyLocalActivities<Pick<RunActivities, 'planRun'>>({
  ...QUICK,
  summary: 'Plan run',
});
export const { checkTriggers } = proxyLocalActivities<Pick<RunActivities, 'checkTriggers'>>({
  ...QUICK,
  summary: 'Evaluate triggers',
});

/** Searches visibility. It gives up if visibility is down, since the run asks again later. */
export const { findRequestsOfRun } = proxyActivities<Pick<RunActivities, 'findRequestsOfRun'>>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', maximumAttempts: 4 },
  summary: 'Find open requests of this run',
});

/** Searches visibility and is retried until visibility answers. */
export const { cancelRequestsOfRun } = proxyActivities<Pick<RunActivities, 'cancelRequestsOfRun'>>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
  summary: 'Cancel requests of this run',
});

/**
 * One attempt at a step. Temporal does not retry it: the run itself handles each failed attempt, since triggers are evaluated
 * after each.
 */
export function stepActivity({ stepTimeout, heartbeatTimeout }: RunPlan, step: number, attempt: number) {
  return proxyActivities<Pick<RunActivities, 'runStep'>>({
    startToCloseTimeout: stepTimeout,
    heartbeatTimeout,
    retry: { maximumAttempts: 1 },
    summary: attempt === 1 ? `Step ${step}` : `Step ${step}, attempt ${attempt}`,
  }).runStep;
}

/**
 * Runs inside the workflow task that made a decision, so that it is one event. Notifications must not delay a decision
 * (design rule 18): if the wake fails, the task continues. The number of attempts is limited, too: the SDK applies
 * `scheduleToCloseTimeout` only to an attempt that hangs, and would repeat one that fails at once without limit.
 */
export const { wakeNotifications } = proxyLocalActivities<Pick<NotificationActivities, 'wakeNotifications'>>({
  startToCloseTimeout: '1s',
  scheduleToCloseTimeout: '2s',
  retry: { initialInterval: '100ms', maximumInterval: '500ms', maximumAttempts: 5 },
  summary: 'Wake notification workflow',
});

/** The same, retried in the background, if the first wake failed and a person still has to act. */
export const { wakeNotifications: wakeNotificationsLater } = proxyActivities<
  Pick<NotificationActivities, 'wakeNotifications'>
>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
  summary: 'Wake notification workflow',
});

/**
 * The members of these teams, or nothing if `giveUp` became true first. The activity is retried until it answers; it ends with
 * the workflow.
 */
export async function lookUpTeams(
  names: string[],
  giveUp: () => boolean,
): Promise<Record<string, string[]> | undefined> {
  let found: Record<string, string[]> | undefined;
  let failure: unknown;
  directoryActivities.resolveTeams(names).then(
    (teams) => (found = teams),
    (error: unknown) => (failure = error),
  );
  await condition(() => found !== undefined || failure !== undefined || giveUp());
  if (failure !== undefined) throw failure as Error;
  return found;
}
