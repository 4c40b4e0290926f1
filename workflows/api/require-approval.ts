import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { CancellationScope, uuid4 } from '@temporalio/workflow';
import { REPORT_WITHIN_MS } from '../../contract/limits';
import { MESSAGES } from '../../contract/names';
import type { RequestRecord } from '../../contract/request';
import type { FormAnswer } from '../../contract/response-form';
import type { ApprovedAction, OutcomeMessage } from '../../contract/use';
import { textForModel } from '../../rules/requests/words-for-model';
import { runApproved } from '../../rules/uses/approved-action';
import { startUseChild } from '../core/children';
import { NotApproved, NotClaimed } from './errors';
import { type CallOptions, requestApproval, waitForApproval, type WaitOptions } from './request-approval';

type Input = Parameters<typeof requestApproval>[0];
type Options = CallOptions & WaitOptions;

/**
 * Requests an approval and waits for it. It returns only if the request was approved. With `fn` it also claims the approval, runs
 * `fn` and reports the outcome (design rule 26): `fn` gets exactly what was approved, which a person may have changed.
 *
 * ```ts
 * import { proxyActivities } from '@temporalio/workflow';
 * import { requireApproval } from 'temporal-hitl/workflow';
 *
 * const { pay } = proxyActivities<{ pay(amount: unknown, key: string): Promise<string> }>({
 *   startToCloseTimeout: '1m',
 * });
 *
 * export function payVendor(amount: number): Promise<string> {
 *   return requireApproval({ action: 'transfer_funds', context: { amount } }, ({ context, idempotencyKey }) =>
 *     pay(context['amount'], idempotencyKey),
 *   );
 * }
 * ```
 *
 * @returns the record or, with `fn`, what `fn` returns
 * @throws NotApproved when it was rejected, answered, expired or cancelled; with its `record`
 * @throws NotClaimed when another has used the approval; `fn` was not run
 * @throws what `fn` throws, and the errors of `requestApproval` and `waitForApproval`
 */
export async function requireApproval(input: Input, options?: Options): Promise<RequestRecord>;
export async function requireApproval<Result, Answer extends FormAnswer | undefined = FormAnswer | undefined>(
  input: Input,
  fn: (approved: ApprovedAction<Answer>) => Promise<Result> | Result,
  options?: Options,
): Promise<Result>;
export async function requireApproval<Result>(
  input: Input,
  fnOrOptions: ((approved: ApprovedAction<never>) => Promise<Result> | Result) | Options = {},
  more: Options = {},
): Promise<Result | RequestRecord> {
  const fn = typeof fnOrOptions === 'function' ? fnOrOptions : undefined;
  const { timeout, ...calling } = typeof fnOrOptions === 'function' ? more : fnOrOptions;
  const { id } = await requestApproval(input, calling);
  const record = await waitForApproval(id, { timeout });
  if (record.status !== 'approved') throw new NotApproved(`${id}: ${textForModel(record)}`, record);
  if (fn === undefined) return record;
  return runApproved(record, fn, await claim(record, calling.taskQueue));
}

/** Claims an approval of this workflow, and returns the function that reports what became of it. */
async function claim(record: RequestRecord, taskQueue: string | undefined) {
  const { id, plan, end, requesterId } = record;
  const input = {
    requestId: id,
    number: 1,
    claimedBy: requesterId,
    attemptId: uuid4(),
    contentHash: plan?.contentHash ?? '',
    ...(plan?.useWithin !== undefined && end && { useUntil: Date.parse(end.at) + plan.useWithin }),
    reportWithin: plan?.reportWithin ?? REPORT_WITHIN_MS,
    ...(plan?.notify && { notify: true as const }),
  };
  const use = await startUseChild(input, record, taskQueue).catch((error: unknown) => {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new NotClaimed(`${id}: another has claimed this approval. Request a new one`);
  });
  return (outcome: OutcomeMessage['outcome'], more: Partial<OutcomeMessage>) =>
    // Also when this workflow is cancelled: what was done must be known.
    CancellationScope.nonCancellable(() =>
      use.signal(MESSAGES.outcome, { outcome, claimAttemptId: input.attemptId, ...more }),
    );
}
