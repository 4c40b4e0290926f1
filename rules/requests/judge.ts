import type { EndRecord, RequestRecord } from '../../contract/request';
import { signedBy } from '../signing';
import { isoTime } from '../text';
import { type Attempt, attemptName, type JudgedRequest, requestVerdict, withRefusal } from './attempt';
import * as say from './explain';
import { wrongValue } from './explain';
import { judgeDecision } from './judge-decision';
import { peopleOf } from './people';
import { endRequest, applyDeadline } from './record';
import type { VerdictOutcome } from '../../contract/names';

/**
 * The one function that answers every attempt (design rule 9): by Update, by Signal, and by the client after the end.
 * A deadline that passed before the attempt arrived ends the request first. Never throws.
 */
export function judge(before: RequestRecord, attempt: Attempt): JudgedRequest {
  const record = applyDeadline(before, attempt.at);
  const again = answeredBefore(record, attempt);
  if (again) return { record, verdict: again };
  const judged = judgeFresh(record, attempt);
  if (judged.verdict.outcome === 'accepted') return judged;
  return { ...judged, record: withRefusal(judged.record, attempt, judged.verdict) };
}

function judgeFresh(record: RequestRecord, attempt: Attempt): JudgedRequest {
  if (attempt.kind === 'decide') return judgeDecision(record, { ...attempt });
  if (attempt.kind === 'cancel') return judgeCancel(record, { ...attempt });
  return { record, verdict: requestVerdict(record, 'invalid', attempt.problem) };
}

/**
 * One attempt that came through two transports gets one verdict: the second is no attempt of its own. With the same id, what
 * says something else is one: a rejection must not be answered by what became of an approval. Nor is a copy that is
 * not signed the attempt that was, or the other way round: whoever reads an attemptId could answer for it.
 */
function answeredBefore(record: RequestRecord, attempt: Attempt) {
  if (attempt.kind === 'unreadable' || attempt.message.attemptId === undefined) return undefined;
  const { attemptId } = attempt.message;
  const what = attemptName(attempt);
  const by = attempt.kind === 'decide' ? attempt.message.decidedBy : attempt.message.cancelledBy;
  const keyId = keyOf(record, attempt);
  const counted = record.decisions.find(
    (d) => d.attemptId === attemptId && d.decidedBy === by && d.decision === what && d.keyId === keyId,
  );
  if (counted)
    return requestVerdict(
      record,
      'accepted',
      `This ${what === 'approve' ? 'approval' : 'rejection'} counted.`,
    );
  if (what === 'cancel' && record.end?.attemptId === attemptId && record.end.name === by)
    return requestVerdict(record, 'accepted', 'Cancelled.');
  const refused = record.refused.find(
    (r) => r.attemptId === attemptId && r.by === by && r.attempt === what && r.keyId === keyId,
  );
  if (refused) return requestVerdict(record, refused.outcome, refused.message);
  // Past 100 refusals a wrong value is in no other list, and must not count twice.
  const wrong = record.wrongValues?.some((w) => w.attemptId === attemptId && w.by === by);
  const isForged = record.plan?.signed === true && keyId === undefined;
  if (wrong && !isForged && what === 'approve') return requestVerdict(record, 'invalid', wrongValue(record));
  return undefined;
}

/** The key it was signed with. After the end, where nobody checks, the one that it names. */
function keyOf(record: RequestRecord, attempt: Attempt): string | undefined {
  if (attempt.kind !== 'decide' || record.plan?.signed !== true) return undefined;
  return record.status === 'pending' ? signedBy(attempt) : attempt.message.signature?.keyId;
}

/** The verdict on a cancellation: only the requester, its run or an operator cancels (design rule 16). */
function judgeCancel(record: RequestRecord, attempt: Extract<Attempt, { kind: 'cancel' }>): JudgedRequest {
  const { cancelledBy, reason, attemptId } = attempt.message;
  const refuse = (outcome: VerdictOutcome, text: string, standing = {}): JudgedRequest => ({
    record,
    verdict: requestVerdict(record, outcome, text, standing),
  });

  const by = cancellerRole(record, cancelledBy);
  if (by === undefined) return refuse('not_authorized', say.mayNotCancel(record, cancelledBy));
  if (record.status === 'expired') return refuse('expired', say.expired(record));
  if (record.status === 'cancelled')
    return refuse(
      record.end?.name === cancelledBy ? 'duplicate' : 'cancelled',
      say.cancelled(record),
      say.endAttribution(record),
    );
  if (record.status !== 'pending')
    return refuse('conflict', say.decidedAlready(record), say.endAttribution(record));
  const at = isoTime(attempt.at);
  const cancelled = endRequest(record, {
    status: 'cancelled',
    at,
    by,
    name: cancelledBy,
    ...(reason && { reason }),
    ...(attemptId !== undefined && { attemptId }),
  });
  return { record: cancelled, verdict: requestVerdict(cancelled, 'accepted', 'Cancelled.') };
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
