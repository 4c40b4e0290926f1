import type { EndRecord, RequestRecord } from '../../contract/record';
import type { Outcome } from '../../contract/verdict';
import { type Attempt, type Judged, verdict } from './attempt';
import { endRequest } from './end-request';
import * as say from './explain';
import { peopleOf } from './people';
import { isoTime } from '../time';

/** The verdict on a cancellation: only the requester, its run or an operator cancels (design rule 16). */
export function judgeCancel(record: RequestRecord, attempt: Extract<Attempt, { kind: 'cancel' }>): Judged {
  const { cancelledBy, reason, attemptId } = attempt.message;
  const refuse = (outcome: Outcome, text: string, standing = {}): Judged => ({
    record,
    verdict: verdict(record, outcome, text, standing),
  });

  const by = cancellerRole(record, cancelledBy);
  if (by === undefined) return refuse('not_authorized', say.mayNotCancel(record, cancelledBy));
  if (record.status === 'expired') return refuse('expired', say.expired(record));
  if (record.status === 'cancelled')
    return refuse(
      record.end?.name === cancelledBy ? 'duplicate' : 'cancelled',
      say.cancelled(record),
      say.ender(record),
    );
  if (record.status !== 'pending') return refuse('conflict', say.decidedAlready(record), say.ender(record));
  const at = isoTime(attempt.at);
  const cancelled = endRequest(record, {
    status: 'cancelled',
    at,
    by,
    name: cancelledBy,
    ...(reason && { reason }),
    ...(attemptId !== undefined && { attemptId }),
  });
  return { record: cancelled, verdict: verdict(cancelled, 'accepted', 'Cancelled.') };
}

/** In which role this name may cancel, if in any. The requester and its run are known without a plan. */
export function cancellerRole(record: RequestRecord, name: string): EndRecord['by'] | undefined {
  if (name === record.requesterId) return 'requester';
  if (name === record.runId) return 'run';
  const operators = (record.plan?.operators ?? []).flatMap((entry) => peopleOf(record, entry));
  return operators.includes(name) ? 'operator' : undefined;
}

/** A cancellation whose right needs no plan: it works also while the directory does not answer. */
export function isOwnCancel(record: RequestRecord, attempt: Attempt): boolean {
  if (attempt.kind !== 'cancel') return false;
  return ['requester', 'run'].includes(cancellerRole(record, attempt.message.cancelledBy) ?? '');
}
