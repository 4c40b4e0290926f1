import { ApplicationFailure } from '@temporalio/common';
import type { RequestActivities } from '../../contract/activities';
import type { Config } from '../../contract/config/config';
import { utf8Bytes } from '../../contract/limits';
import type { DryRun, PoliciesAnswer } from '../../contract/records/policies';
import type { PoliciesInput, RequestContent } from '../../contract/request';
import { namesToResolve } from '../../rules/requests/record';
import { dryRun, policiesView } from '../../rules/policies';
import { errorText, withTimeout } from '../user-functions';
import { resolveTeams } from './directory';

/** Temporal refuses a result of 2 MB, for ever and in silence; some of that is its envelope. */
const MAX_BYTES = 1_900_000;

/**
 * The rules of this worker, and what they would say of a request: `planRequest` is what plans the real ones.
 *
 * @throws ApplicationFailure when they are larger than Temporal carries, or the content is no request
 */
export async function describePolicies(
  config: Config,
  configDigest: string,
  { content }: PoliciesInput,
  planRequest: RequestActivities['planRequest'],
): Promise<PoliciesAnswer> {
  const answer: PoliciesAnswer = {
    ...policiesView(config, configDigest),
    ...(content && { dryRun: await planDryRun(config, content, planRequest) }),
  };
  if (utf8Bytes(JSON.stringify(answer)) <= MAX_BYTES) return answer;
  throw ApplicationFailure.nonRetryable('the rules and the directory are larger than Temporal carries, 2 MB');
}

async function planDryRun(
  config: Config,
  content: RequestContent,
  planRequest: RequestActivities['planRequest'],
): Promise<DryRun> {
  const plan = await planRequest(content);
  if (plan.teams !== undefined) return dryRun(content, plan);
  try {
    const teams = await withTimeout(resolveTeams(config.directory, namesToResolve(plan)));
    return dryRun(content, { ...plan, teams });
  } catch (error) {
    const unresolved = `the directory does not answer: ${errorText(error)}`.slice(0, 2_000);
    return { ...dryRun(content, plan), unresolved };
  }
}
