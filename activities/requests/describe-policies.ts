import { ApplicationFailure } from '@temporalio/common';
import type { RequestActivities } from '../../contract/activities';
import type { Config } from '../../contract/config/config';
import { utf8Bytes } from '../../contract/limits';
import type { DryRun, PoliciesAnswer } from '../../contract/records/policies';
import type { PoliciesInput, RequestContent } from '../../contract/request';
import { dryRun, policiesView } from '../../rules/policies';
import { namesToResolve } from '../../rules/requests/record';
import { errorText, withTimeout } from '../user-functions';
import { resolveTeams } from './directory';

/** Temporal refuses a result of 2 MB and the call then never returns. Part of that size is the envelope. */
const MAX_BYTES = 1_900_000;

/**
 * The rules of this worker and, with a content, a dry run of a request.
 *
 * @param planRequest the activity that plans real requests
 * @throws ApplicationFailure when the rules are too large for Temporal, or the content is not valid
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
  throw ApplicationFailure.nonRetryable(
    'the policies and the directory are too large to show: Temporal carries at most 2 MB',
  );
}

/** What a request with this content would come to, with its teams. Throws what `planRequest` throws. */
export async function planDryRun(
  config: Config,
  content: RequestContent,
  planRequest: RequestActivities['planRequest'],
  ...directoryTimeoutMs: [number?]
): Promise<DryRun> {
  const plan = await planRequest(content);
  if (plan.teams !== undefined) return dryRun(content, plan);
  try {
    const teams = await withTimeout(
      resolveTeams(config.directory, namesToResolve(plan)),
      ...directoryTimeoutMs,
    );
    return dryRun(content, { ...plan, teams });
  } catch (error) {
    const unresolved = `the directory does not answer (${errorText(error)})`.slice(0, 2_000);
    return { ...dryRun(content, plan), unresolved };
  }
}
