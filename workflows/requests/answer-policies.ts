import type { RawValue } from '@temporalio/common';
import { proxyLocalActivities } from '@temporalio/workflow';
import type { RequestActivities } from '../../contract/activities';
import type { PoliciesAnswer } from '../../contract/records/policies';
import { PoliciesStartSchema } from '../../contract/request';
import { readStartArgument } from '../core/start-arguments';

const { describePolicies } = proxyLocalActivities<Pick<RequestActivities, 'describePolicies'>>({
  // No retries: the client waits only some seconds, so a failure must be reported.
  startToCloseTimeout: '10s',
  retry: { maximumAttempts: 1 },
  summary: 'Describe policies',
});

/** Returns the rules of the worker and, with a content, a dry run. It makes no request and notifies nobody. */
export async function hitlPolicies(...sent: RawValue[]): Promise<PoliciesAnswer> {
  const input = readStartArgument(PoliciesStartSchema, sent);
  return describePolicies(input);
}
