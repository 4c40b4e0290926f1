import type { RawValue } from '@temporalio/common';
import { proxyLocalActivities } from '@temporalio/workflow';
import type { RequestActivities } from '../../contract/activities';
import type { PoliciesAnswer } from '../../contract/records/policies';
import { readStartArgument } from '../core/start-arguments';
import { PoliciesStartSchema } from '../../contract/request';

const { describePolicies } = proxyLocalActivities<Pick<RequestActivities, 'describePolicies'>>({
  // The client waits only some seconds, so a failure is reported and not retried.
  startToCloseTimeout: '10s',
  retry: { maximumAttempts: 1 },
  summary: 'the rules as this worker has them',
});

/** Tells the rules as the worker has them, and what they would say of a request. Requests nothing, tells nobody. */
export async function hitlPolicies(...sent: RawValue[]): Promise<PoliciesAnswer> {
  const input = readStartArgument(PoliciesStartSchema, sent);
  return describePolicies(input);
}
