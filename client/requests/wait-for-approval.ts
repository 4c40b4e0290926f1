import type { RequestRecord } from '../../contract/record';
import { asOutcome } from './as-outcome';
import { REQUEST } from './request-kind';
import type { Session } from '../temporal/session';
import { waitForEnd, type WaitOptions } from '../temporal/wait';

/**
 * Waits until the request has ended, for seconds or weeks, through restarts of Temporal and with or without a worker.
 *
 * @throws WaitTimeoutError when `timeout` is over; the request is unchanged (design rule 7)
 * @throws NoMatchingPolicy, UnreachableQuorum when the request ended as it could not be planned
 * @throws RequestFailed when it was broken otherwise
 * @throws RequestNotFound, InvalidInput; and the signal's reason when it aborts
 */
export async function waitForApproval(
  session: Session,
  id: string,
  options?: WaitOptions,
): Promise<RequestRecord> {
  return asOutcome(await waitForEnd(session, REQUEST, id, options));
}
