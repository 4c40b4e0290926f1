import { ApplicationFailure } from '@temporalio/common';
import type { z } from 'zod';
import type { NotificationActivities, RequestActivities, RunActivities } from '../contract/activities';
import type { Config } from '../contract/config/config';
import { InvalidInput } from '../contract/errors';
import type { Plan } from '../contract/records/plan';
import { ConfirmationSchema, RequestContentSchema } from '../contract/request';
import { contentHash } from '../rules/digest';
import { confirmationPlan, draftPlan } from '../rules/requests/plan';
import { namesToResolve } from '../rules/requests/record';
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
import { configDigest, evaluatePolicies } from './requests/plan-request';
import { signatureVerifier } from './requests/signatures';
import { planEscalation, planRun } from './runs/plans';
import { cancelRequestsOfRun, findRequestsOfRun } from './runs/requests-elsewhere';
import { runStep } from './runs/run-step';
import { checkRunTriggers } from './triggers/check-triggers';

/*
 * The activities of a worker, under one config.
 */

/** The activities of requests under one config. Policies are evaluated here and never by the requester (design rule 1). */
export function requestActivities(config: Config): RequestActivities {
  const digest = configDigest(config);
  const withQuickTeams = async (plan: Plan): Promise<Plan> => {
    // A function may be slow or down: it is asked by an activity of its own, which may be retried for hours.
    if (plan.recheck && plan.requirements.length > 0) return plan;
    const directory = plan.recheck ? {} : config.directory;
    return { ...plan, teams: await resolveTeams(directory, namesToResolve(plan)) };
  };
  const planRequest: RequestActivities['planRequest'] = async (input) => {
    const content = checkedContent(RequestContentSchema, input, 'content');
    const answers = await evaluatePolicies(config.policies, content);
    return withQuickTeams(
      draftPlan(config, answers, { configDigest: digest, contentHash: contentHash(content) }),
    );
  };
  return {
    planRequest,
    describePolicies: (input) => describePolicies(config, digest, input, planRequest),
    async planConfirmation(input, sent) {
      const content = checkedContent(RequestContentSchema, input, 'content');
      const confirmation = checkedContent(ConfirmationSchema, sent, 'confirmation');
      const digests = { configDigest: digest, contentHash: contentHash(content, confirmation) };
      return withQuickTeams(confirmationPlan(config, confirmation, digests));
    },
    resolveTeams: (names) => resolveTeams(config.directory, names),
    readArrivalTimes,
    checkContinuation,
    verifySignatures: signatureVerifier(config),
  };
}

/** A request started by hand, from Temporal's UI or another SDK, was checked by nobody yet. */
function checkedContent<S extends z.ZodType>(schema: S, input: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || what}: ${message}`);
  throw ApplicationFailure.nonRetryable(
    `not a request: ${problems.join('; ')}`.slice(0, 2000),
    InvalidInput.name,
  );
}

/** The activities of escalations and agent runs under one config. */
export function runActivities(config: Config): RunActivities {
  const digest = configDigest(config);
  return {
    planEscalation: () => planEscalation(config, digest),
    resolveSomeTeams: (names) => resolveSomeTeams(config.directory, names),
    planRun: async (input) => planRun(config, digest, input),
    checkTriggers: checkRunTriggers(config),
    runStep: (agent, given) => runStep(config, agent, given),
    findRequestsOfRun,
    cancelRequestsOfRun,
  };
}

/** The activities of notifications under one config. @param adminUrl for links in messages; default that of the config */
export function notificationActivities(config: Config, adminUrl = config.admin?.url): NotificationActivities {
  const notifying: NotificationContext = {
    config,
    channels: openChannels(config),
    records: createSubjectRecords(),
    rateLimit: createRateLimit(config.notifications.digestAbove),
    ...(adminUrl !== undefined && { adminUrl: adminUrl.replace(/\/$/, '') }),
  };
  return {
    wakeNotifications: (subject, record) => wakeNotifications(notifying, subject, record),
    readEarlierRun,
    planDeliveries: (input) => planDeliveries(notifying, input),
    deliver: (subject, delivery) => deliver(notifying, subject, delivery),
    sendDigest: (input) => sendDigest(notifying, input),
  };
}
