import { condition, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { NotificationActivities, RequestActivities, RunActivities } from '../../contract/activities';
import type { RunPlan } from '../../contract/run';

const QUICK = {
  startToCloseTimeout: '30s',
  retry: { initialInterval: '200ms', maximumInterval: '10s' },
} as const;

/** Run inside the workflow task, since they are quick: one event each, and no wait for a poller. */
export const { planRequest } = proxyLocalActivities<Pick<RequestActivities, 'planRequest'>>({
  ...QUICK,
  summary: 'which policies apply',
});
export const { planConfirmation } = proxyLocalActivities<Pick<RequestActivities, 'planConfirmation'>>({
  ...QUICK,
  summary: 'who may confirm',
});
export const { readArrivalTimes } = proxyLocalActivities<Pick<RequestActivities, 'readArrivalTimes'>>({
  ...QUICK,
  summary: 'when these messages arrived',
});

export const { verifySignatures } = proxyLocalActivities<Pick<RequestActivities, 'verifySignatures'>>({
  ...QUICK,
  summary: 'whether these are signed as they say',
});

/** Whether our own code handed this run its state; Temporal may be away, but a forged state is refused at once. */
export const { checkContinuation } = proxyLocalActivities<Pick<RequestActivities, 'checkContinuation'>>({
  ...QUICK,
  summary: 'who handed on the state of this run',
});

/** The directory is somebody's server: retried for as long as the request lives, while its expiry clock runs. */
const directoryActivities = proxyActivities<Pick<RequestActivities, 'resolveTeams'>>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
  summary: 'who is in these teams',
});

/** The same about the ladder of an escalation, while its clocks run: answers as soon as one name is known. */
export const { resolveSomeTeams } = proxyActivities<Pick<RunActivities, 'resolveSomeTeams'>>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
  summary: 'who is in these teams',
});

const ASSIGNEES_SUMMARY = 'who is assigned';
/** About those whom a person assigns, who waits for the verdict: a directory that is down is no reason to wait for hours. */
export const lookUpNames = proxyActivities<Pick<RequestActivities, 'resolveTeams'>>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumInterval: '10s' },
  summary: ASSIGNEES_SUMMARY,
}).resolveTeams;
/** The same in a directory that is no function: inside the workflow task. */
export const lookUpNamesLocally = proxyLocalActivities<Pick<RequestActivities, 'resolveTeams'>>({
  scheduleToCloseTimeout: '5s',
  summary: ASSIGNEES_SUMMARY,
}).resolveTeams;

export const { planEscalation } = proxyLocalActivities<Pick<RunActivities, 'planEscalation'>>({
  ...QUICK,
  summary: 'who is asked at each level',
});
export const { planRun } = proxyLocalActivities<Pick<RunActivities, 'planRun'>>({
  ...QUICK,
  summary: 'what the config says of this run',
});
export const { checkTriggers } = proxyLocalActivities<Pick<RunActivities, 'checkTriggers'>>({
  ...QUICK,
  summary: 'which triggers fire',
});

/** Looks through visibility, and gives up where that is down: it is asked again later. */
export const { findRequestsOfRun } = proxyActivities<Pick<RunActivities, 'findRequestsOfRun'>>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', maximumAttempts: 4 },
  summary: 'does the agent wait for people elsewhere?',
});

/** Looks through visibility, which may be down: retried until it answers. */
export const { cancelRequestsOfRun } = proxyActivities<Pick<RunActivities, 'cancelRequestsOfRun'>>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
  summary: 'cancel the requests of this run',
});

/**
 * One attempt at a step. Temporal does not retry it: every failed attempt is the run's to judge, since triggers are
 * evaluated after each.
 */
export function stepActivity({ stepTimeout, heartbeatTimeout }: RunPlan, step: number, attempt: number) {
  return proxyActivities<Pick<RunActivities, 'runStep'>>({
    startToCloseTimeout: stepTimeout,
    heartbeatTimeout,
    retry: { maximumAttempts: 1 },
    summary: attempt === 1 ? `step ${step}` : `step ${step}, attempt ${attempt}`,
  }).runStep;
}

/**
 * Inside the task that has decided something, so that it is one event. No message may hold up a decision (design rule 18):
 * where Temporal does not take the wake at once, the task goes on.
 */
export const { wakeNotifications } = proxyLocalActivities<Pick<NotificationActivities, 'wakeNotifications'>>({
  startToCloseTimeout: '1s',
  scheduleToCloseTimeout: '2s',
  retry: { initialInterval: '100ms', maximumInterval: '500ms' },
  summary: 'people are told by a workflow of their own',
});

/** The same where that failed, and somebody is yet to be called upon. */
export const { wakeNotifications: wakeNotificationsLater } = proxyActivities<
  Pick<NotificationActivities, 'wakeNotifications'>
>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
  summary: 'people are told by a workflow of their own',
});

/**
 * The people of these teams, or nothing when `giveUp` came true first. The activity is retried until it answers;
 * it ends with the workflow.
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
