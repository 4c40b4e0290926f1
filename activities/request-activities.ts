import { ApplicationFailure } from '@temporalio/common';
import { InvalidInput } from '../contract/errors';
import type { RequestActivities } from '../contract/activities';
import type { Config } from '../contract/config';
import { RequestContentSchema } from '../contract/request';
import { namesToResolve } from '../rules/complete-plan';
import { contentHash } from '../rules/digest';
import { draftPlan } from '../rules/draft-plan';
import { configDigest } from './config-digest';
import { resolveTeams } from './directory';
import { evaluatePolicies } from './evaluate-policies';
import { signalArrivals } from './signal-arrivals';

/** The activities of requests under one config. Policies are evaluated here and never by the requester (design rule 1). */
export function requestActivities(config: Config): RequestActivities {
  const digest = configDigest(config);
  return {
    async planRequest(input) {
      const content = readContent(input);
      const answers = await evaluatePolicies(config.policies, content);
      const plan = draftPlan(config, answers, { configDigest: digest, contentHash: contentHash(content) });
      // A function may be slow or down: it is asked by an activity of its own, which may be retried for hours.
      if (plan.recheck && plan.requirements.length > 0) return plan;
      const directory = plan.recheck ? {} : config.directory;
      return { ...plan, teams: await resolveTeams(directory, namesToResolve(plan)) };
    },
    resolveTeams: (names) => resolveTeams(config.directory, names),
    signalArrivals,
  };
}

/** A request started by hand, from Temporal's UI or another SDK, was checked by nobody yet. */
function readContent(input: unknown) {
  const parsed = RequestContentSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'content'}: ${message}`,
  );
  throw ApplicationFailure.nonRetryable(
    `not a request: ${problems.join('; ')}`.slice(0, 2000),
    InvalidInput.name,
  );
}
