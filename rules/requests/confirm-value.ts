import type { DecisionMessage } from '../../contract/decision';
import { MAX_WRONG_VALUES } from '../../contract/limits';
import type { RequestRecord } from '../../contract/request';
import { type Attempt, type JudgedRequest, requestVerdict, withRefusal } from './attempt';
import { endRequest } from './record';
import * as say from './explain';
import { canDecideNow } from './people';
import { isoTime } from '../text';

type DecisionAttempt = Extract<Attempt, { kind: 'decide' }>;

/** What must be typed to confirm, if anything. */
export function requiredConfirmValue({ confirmation }: RequestRecord): string | undefined {
  return confirmation?.confirmValue;
}

/** How many wrong values count already, in words; nothing while none does. */
export function wrongValuesText({ wrongValues = [] }: RequestRecord): string {
  const count = wrongValues.length;
  return count === 0 ? '' : ` (${count} of ${MAX_WRONG_VALUES} wrong values so far; then it is rejected)`;
}

/** Whether it approves without exactly the value that must be typed. Where nothing must be, anything will do. */
export function lacksConfirmValue(record: RequestRecord, { decision, confirm }: DecisionMessage): boolean {
  const wanted = requiredConfirmValue(record);
  return decision === 'approve' && wanted !== undefined && confirm !== wanted;
}

/**
 * The verdict on an approval that lacks the typed value. A wrong value of somebody who may confirm counts, and the last
 * of those there may be rejects the request: nobody gets there by trying. No value at all, or a stranger's, counts for
 * nothing. What was typed goes neither into the record nor into the verdict.
 */
export function judgeConfirmValue(record: RequestRecord, attempt: DecisionAttempt): JudgedRequest {
  const { confirm, decidedBy, attemptId } = attempt.message;
  const invalid = (now: RequestRecord): JudgedRequest => ({
    record: now,
    verdict: requestVerdict(
      now,
      'invalid',
      confirm === undefined ? say.confirmValueMissing(now) : say.wrongValue(now),
    ),
  });
  if (confirm === undefined || record.status !== 'pending' || !canDecideNow(record, decidedBy))
    return invalid(record);

  const at = isoTime(attempt.at);
  const wrong = { at, by: decidedBy, ...(attemptId !== undefined && { attemptId }) };
  const wrongValues = [...(record.wrongValues ?? []), wrong];
  const counted = { ...record, wrongValues };
  if (wrongValues.length < MAX_WRONG_VALUES) return invalid(counted);
  const end = { status: 'rejected', at, by: 'system', reason: say.tooManyWrongValues() } as const;
  const { verdict: last } = invalid(endRequest(counted, end));
  // The refusal goes in before the end, after which nothing does.
  return { record: endRequest(withRefusal(counted, attempt, last), end), verdict: last };
}
