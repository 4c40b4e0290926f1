import type { Duration } from '../../contract/duration';
import type { RequestRecord } from '../../contract/record';
import { wordsForModel } from '../../rules/requests/words-for-model';
import { onlyKnown } from './checked';
import * as errors from './errors';
import { untilEnded } from './own-children';
import { type CallOptions, requestApproval, requests } from './request-approval';

export interface WaitOptions {
  /** How long to wait. Default: until it has ended. */
  timeout?: Duration;
}

/**
 * Waits until a request of this workflow has ended.
 *
 * @throws WaitTimeoutError when `timeout` is over; the request is unchanged (design rule 7)
 * @throws RequestNotFound when this run of this workflow did not request it
 * @throws NoMatchingPolicy, UnreachableQuorum, RequestFailed when it ended as it could not be planned, or was broken
 */
export async function waitForApproval(id: string, options: WaitOptions = {}): Promise<RequestRecord> {
  const { timeout } = onlyKnown(options, { timeout: true });
  const child = requests.get(id);
  if (!child)
    throw new errors.RequestNotFound(
      `${id}: not requested by this run of this workflow; wait for it before continuing as new, or by the client in an activity`,
    );
  const record = await untilEnded(id, child, timeout);
  const { error } = record.end ?? {};
  if (error === undefined) return record;
  const { NoMatchingPolicy, UnreachableQuorum, RequestFailed } = errors;
  const Thrown = { NoMatchingPolicy, UnreachableQuorum }[error.name] ?? RequestFailed;
  throw new Thrown(`${id}: ${error.message}`);
}

/**
 * Requests an approval and waits for it: resolves when it is approved, and only then.
 *
 * @throws NotApproved when it was rejected, expired or cancelled; with its `record`
 * @throws whatever `requestApproval` and `waitForApproval` throw
 */
export async function requireApproval(
  input: Parameters<typeof requestApproval>[0],
  options: CallOptions & WaitOptions = {},
): Promise<RequestRecord> {
  const { timeout, ...calling } = options;
  const { id } = await requestApproval(input, calling);
  const record = await waitForApproval(id, { ...(timeout !== undefined && { timeout }) });
  if (record.status === 'approved') return record;
  throw new errors.NotApproved(`${id}: ${wordsForModel(record)}`, record);
}
