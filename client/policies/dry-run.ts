import type { DryRun } from '../../contract/policies';
import type { RequestInput } from '../../contract/request';
import { NoWorkerError } from '../../contract/errors';
import { readContent } from '../requests/start-request';
import type { Session } from '../temporal/session';
import { askPolicies, type PoliciesOptions } from './ask-policies';

/**
 * Which rules a request would meet, who would have to approve it, by when and what then: by the worker's own code. Nothing
 * is requested, and nobody is told. One that would be decided at once, or would fail, says so by its `status`.
 *
 * @throws InvalidInput that names the field, as `requestApproval` does
 * @throws NoWorkerError when no worker answered within `patience`
 * @throws TemporalUnreachable
 */
export async function dryRun(
  session: Session,
  input: RequestInput,
  options?: PoliciesOptions,
): Promise<DryRun> {
  const answer = await askPolicies(session, { content: readContent(input) }, options);
  if (answer.dryRun) return answer.dryRun;
  throw new NoWorkerError('the worker that answered knows no dry run; start one of this release');
}
