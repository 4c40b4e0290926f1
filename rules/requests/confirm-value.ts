import type { DecisionMessage } from '../../contract/decision';
import { defined } from '../../contract/defined';
import { MAX_WRONG_VALUES } from '../../contract/limits';
import type { RequestRecord } from '../../contract/request';
import { isoTime } from '../text';
import { type Attempt, type JudgedRequest, requestVerdict, withRefusal } from './attempt';
import * as say from './explain';
import { canDecideNow } from './people';
import { endRequest } from './record';

type DecisionAttempt = Extract<Attempt, { kind: 'decide' }>;

/** The value that a person must type to confirm, if there is one. */
export function requiredConfirmValue({ confirmation }: RequestRecord): string | undefined {
  return confirmation?.confirmValue;
}

/** How many wrong values were typed so far, as text; empty while there are none. */
export function wrongValuesText({ wrongValues = [] }: RequestRecord): string {
  const count = wrongValues.length;
  return count === 0
    ? ''
    : ` (${count} of ${MAX_WRONG_VALUES} wrong values typed; after ${MAX_WRONG_VALUES} the request is rejected)`;
}

/** Whether the message approves without the value that must be typed. A confirmation without such a value accepts anything. */
export function lacksConfirmValue(record: RequestRecord, { decision, confirm }: DecisionMessage): boolean {
  const wanted = requiredConfirmValue(record);
  return decision === 'approve' && wanted !== undefined && confirm !== wanted;
}

/**
 * The verdict on an approval without the right typed value. A wrong value from a person who may confirm counts, and the
 * last allowed one rejects the request, so that nobody can guess the value. A missing value, or a value from a person who
 * may not confirm, does not count. The typed value itself goes neither into the record nor into the verdict.
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
  const wrong = { at, by: decidedBy, ...defined({ attemptId }) };
  const wrongValues = [...(record.wrongValues ?? []), wrong];
  const counted = { ...record, wrongValues };
  if (wrongValues.length < MAX_WRONG_VALUES) return invalid(counted);
  const end = { status: 'rejected', at, by: 'system', reason: say.tooManyWrongValues() } as const;
  const { verdict: last } = invalid(endRequest(counted, end));
  // Record the refusal before the end: an ended record takes no more refusals.
  return { record: endRequest(withRefusal(counted, attempt, last), end), verdict: last };
}
