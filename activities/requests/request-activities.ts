import { ApplicationFailure } from '@temporalio/common';
import type { z } from 'zod';
import type { RequestActivities } from '../../contract/activities';
import type { Config } from '../../contract/config';
import { ConfirmationSchema } from '../../contract/confirmation';
import { InvalidInput } from '../../contract/errors';
import type { Plan } from '../../contract/plan';
import { RequestContentSchema } from '../../contract/request';
import { namesToResolve } from '../../rules/requests/complete-plan';
import { confirmationPlan } from '../../rules/requests/confirmation-plan';
import { contentHash } from '../../rules/digest';
import { draftPlan } from '../../rules/requests/draft-plan';
import { checkContinuation } from '../check-continuation';
import { configDigest } from '../config-digest';
import { tellPolicies } from '../policies/tell-policies';
import { signatureVerifier } from '../signing/verify-signatures';
import { resolveTeams } from './directory';
import { evaluatePolicies } from './evaluate-policies';
import { arrivals } from './arrivals';

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
    const content = read(RequestContentSchema, input, 'content');
    const answers = await evaluatePolicies(config.policies, content);
    return withQuickTeams(
      draftPlan(config, answers, { configDigest: digest, contentHash: contentHash(content) }),
    );
  };
  return {
    planRequest,
    tellPolicies: (input) => tellPolicies(config, digest, input, planRequest),
    async planConfirmation(input, sent) {
      const content = read(RequestContentSchema, input, 'content');
      const confirmation = read(ConfirmationSchema, sent, 'confirmation');
      const digests = { configDigest: digest, contentHash: contentHash(content, confirmation) };
      return withQuickTeams(confirmationPlan(config, confirmation, digests));
    },
    resolveTeams: (names) => resolveTeams(config.directory, names),
    arrivals,
    checkContinuation,
    verifySignatures: signatureVerifier(config),
  };
}

/** A request started by hand, from Temporal's UI or another SDK, was checked by nobody yet. */
function read<S extends z.ZodType>(schema: S, input: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || what}: ${message}`);
  throw ApplicationFailure.nonRetryable(
    `not a request: ${problems.join('; ')}`.slice(0, 2000),
    InvalidInput.name,
  );
}
