import type { RequestRecord } from '../../contract/request';
import type { ApprovedAction, OutcomeMessage } from '../../contract/use';
import { approversNote } from '../requests/words-for-model';
import { truncateToBytes } from '../text';

const DETAIL_BYTES = 1_000;

type Report = (
  outcome: 'committed' | 'failed',
  more: Pick<OutcomeMessage, 'detail' | 'reference'>,
) => Promise<unknown>;

/**
 * Runs `fn` with what was approved, and reports the outcome: `failed` if it throws. The report never throws: the action
 * is done, and its result must not be lost. Without a report the outcome becomes `unknown`.
 *
 * @param reference where to find what was done, from the result
 */
export async function runApproved<Answer, Result>(
  record: RequestRecord,
  fn: (approved: ApprovedAction<Answer>) => Promise<Result> | Result,
  report: Report,
  reference: (result: Result) => string | undefined = () => undefined,
): Promise<Result> {
  let result: Result;
  try {
    result = await fn(approvedAction<Answer>(record));
  } catch (error) {
    const detail = truncateToBytes(String(error).toWellFormed(), DETAIL_BYTES);
    await report('failed', { detail }).catch(() => undefined);
    throw error;
  }
  try {
    await report('committed', { reference: reference(result) });
  } catch {
    // The result must not be lost.
  }
  return result;
}

function approvedAction<Answer>(record: RequestRecord): ApprovedAction<Answer> {
  return {
    id: record.id,
    context: record.context,
    edited: record.revision !== undefined,
    note: approversNote(record),
    answer: record.answer as Answer,
    // An approval is used once, so its id is the key of that use, also for a retry by another process.
    idempotencyKey: record.id,
  };
}
