import type { RequestRecord } from '../../contract/request';
import type { ApprovedAction } from '../../contract/use';
import { approversNote } from '../requests/words-for-model';

/** What was approved, as the function that does it receives it. */
export function approvedAction<Answer>(record: RequestRecord): ApprovedAction<Answer> {
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
