import type { RequestsInName } from '../../contract/activities';
import { requestsOf } from './requests-of';

/** Whether people are asked in the run's name, and when they last answered. */
export async function requestsInName(runId: string): Promise<RequestsInName> {
  const requests = await requestsOf(runId);
  const closed = requests.flatMap(({ closedAt }) => (closedAt === undefined ? [] : [closedAt]));
  return {
    open: requests.length - closed.length,
    ...(closed.length > 0 && { lastClosedAt: Math.max(...closed) }),
  };
}
