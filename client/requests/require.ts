import { randomUUID } from 'node:crypto';
import { defined } from '../../contract/defined';
import type { Duration } from '../../contract/duration';
import { NotApproved, NotClaimed } from '../../contract/errors';
import type { RequestInput, RequestRecord } from '../../contract/request';
import type { FormAnswer } from '../../contract/response-form';
import type { ApprovedAction } from '../../contract/use';
import { textForModel } from '../../rules/requests/words-for-model';
import { runApproved } from '../../rules/uses/approved-action';
import { onlyKnown } from '../input';
import type { Session } from '../temporal/session';
import { claim } from './claim';
import { reportOutcome } from './report-outcome';
import { requestApproval } from './start';

/** How an approved action is done. */
export interface RequireOptions<Result = unknown> {
  /** How long to wait for the decision. Default: until it is decided. */
  timeout?: Duration;
  /** Ends the wait. */
  signal?: AbortSignal;
  /** Who claims the approval. Default: the requester. */
  claimedBy?: string;
  /**
   * Tells a retry from another caller. Default: random. A program that may stop between the claim and the report should
   * keep one value for each request `id`. After a restart it then does the action again, with the same
   * `idempotencyKey`.
   */
  attemptId?: string;
  /** Where to find what was done, from the result of the function, such as the id of a transfer. */
  reference?: (result: Result) => string | undefined;
}

/**
 * Requests an approval, waits for it, claims it, runs `fn` and reports the outcome (design rule 26). `fn` runs at most once for
 * one approval, and with exactly what was approved. If `fn` throws, the outcome is `failed`.
 *
 * @param wait waits until the request has ended
 * @throws NotApproved when it was rejected, answered, expired or cancelled; with its `record`
 * @throws NotClaimed when the approval was used before, or may not be used any more; with the `claim`
 * @throws WaitTimeoutError after `timeout`; the request is unchanged
 * @throws what `fn` throws, and the errors of `requestApproval`, `waitForApproval` and `claim`
 */
export async function requireApproval<Answer extends FormAnswer | undefined, Result>(
  session: Session,
  input: RequestInput,
  fn: (approved: ApprovedAction<Answer>) => Promise<Result> | Result,
  options: RequireOptions<Result>,
  wait: (id: string, options: { timeout?: Duration; signal?: AbortSignal }) => Promise<RequestRecord>,
): Promise<Result> {
  const { timeout, signal, claimedBy, attemptId, reference } = onlyKnown(options, OPTIONS);
  const { id } = await requestApproval(session, input);
  const record = await wait(id, defined({ timeout, signal }));
  if (record.status !== 'approved') throw new NotApproved(`${id}: ${textForModel(record)}`, record);
  const attempt = attemptId ?? randomUUID();
  const claimed = await claim(session, id, {
    claimedBy: claimedBy ?? record.requesterId,
    attemptId: attempt,
    ...defined({ contentHash: record.plan?.contentHash }),
  });
  if (claimed.outcome !== 'claimed') throw new NotClaimed(`${id}: ${claimed.message}`, claimed);
  return runApproved(
    record,
    fn,
    (outcome, more) => reportOutcome(session, id, { outcome, attemptId: attempt, ...defined(more) }),
    reference,
  );
}

const OPTIONS = { timeout: true, signal: true, claimedBy: true, attemptId: true, reference: true } as const;
