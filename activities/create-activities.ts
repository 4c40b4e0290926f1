import type { NotificationActivities, RequestActivities, RunActivities } from '../contract/activities';
import type { Config } from '../contract/config/config';
import { openChannels } from './channels/open-channels';
import { createRateLimit, type NotificationContext } from './notifications/context';
import { deliver } from './notifications/deliver';
import { planDeliveries } from './notifications/plan-deliveries';
import { sendDigest } from './notifications/send-digest';
import { createSubjectRecords } from './notifications/subject-records';
import { wakeNotifications, readEarlierRun } from './notifications/wake-workflow';
import { describePolicies } from './requests/describe-policies';
import { resolveSomeTeams, resolveTeams } from './requests/directory';
import { readArrivalTimes, checkContinuation } from './requests/history';
import { configDigest, requestPlanner } from './requests/plan-request';
import { signatureVerifier } from './requests/signatures';
import { planEscalation, planRun } from './runs/plans';
import { cancelRequestsOfRun, findRequestsOfRun } from './runs/requests-elsewhere';
import { runStep } from './runs/run-step';
import { checkRunTriggers } from './triggers/check-triggers';

/*
 * The activities of a worker with one config.
 */

/** The activities of requests. The worker evaluates the policies, never the requester (design rule 1). */
export function requestActivities(config: Config): RequestActivities {
  const digest = configDigest(config);
  const { planRequest, planConfirmation } = requestPlanner(config, digest);
  return {
    planRequest,
    planConfirmation,
    describePolicies: (input) => describePolicies(config, digest, input, planRequest),
    resolveTeams: (names) => resolveTeams(config.directory, names),
    readArrivalTimes,
    checkContinuation,
    verifySignatures: signatureVerifier(config),
  };
}

/** The activities of escalations and agent runs. */
export function runActivities(config: Config): RunActivities {
  const digest = configDigest(config);
  return {
    planEscalation: () => planEscalation(config, digest),
    resolveSomeTeams: (names) => resolveSomeTeams(config.directory, names),
    planRun: async (input) => planRun(config, digest, input),
    checkTriggers: checkRunTriggers(config),
    runStep: (agent, input) => runStep(config, agent, input),
    findRequestsOfRun,
    cancelRequestsOfRun,
  };
}

/** The activities of notifications. @param adminUrl the URL for links in messages; default that of the config */
export function notificationActivities(config: Config, adminUrl = config.admin?.url): NotificationActivities {
  const context: NotificationContext = {
    config,
    channels: openChannels(config),
    records: createSubjectRecords(),
    rateLimit: createRateLimit(config.notifications.digestAbove),
    ...(adminUrl !== undefined && { adminUrl: adminUrl.replace(/\/$/, '') }),
  };
  return {
    wakeNotifications: (subject, record) => wakeNotifications(context, subject, record),
    readEarlierRun,
    planDeliveries: (input) => planDeliveries(context, input),
    deliver: (subject, delivery) => deliver(context, subject, delivery),
    sendDigest: (input) => sendDigest(context, input),
  };
}
