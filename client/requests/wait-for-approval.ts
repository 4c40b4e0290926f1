import type { HitlError } from '../../contract/errors';
import { NoMatchingPolicy, RequestFailed, UnreachableQuorum } from '../../contract/errors';
import type { RequestRecord } from '../../contract/record';
import { REQUEST } from './request-kind';
import type { RequestView } from './request-without-worker';
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

/** The record of a request that ended as its policies say; an error for one that could not be planned. */
function asOutcome(record: RequestView): RequestRecord {
  const { error } = record.end ?? {};
  if (error === undefined) return record;
  const classes: Record<string, new (message: string) => HitlError> = { NoMatchingPolicy, UnreachableQuorum };
  const Thrown = Object.hasOwn(classes, error.name) ? classes[error.name] : undefined;
  if (Thrown) throw new Thrown(`${record.id}: ${error.message}`);
  throw new RequestFailed(`${record.id}: ${error.name}: ${error.message}`);
}
