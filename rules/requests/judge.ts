import { defined } from '../../contract/defined';
import type { VerdictOutcome } from '../../contract/names';
import type { EndRecord, RequestRecord } from '../../contract/request';
import { signedBy } from '../signing';
import { isoTime } from '../text';
import {
  type Attempt,
  attemptName,
  type JudgedRequest,
  nameOf,
  requestVerdict,
  withRefusal,
} from './attempt';
import { judgeComment } from './comment';
import * as say from './explain';
import { wrongValue } from './explain';
import { judgeDecision } from './judge-decision';
import { peopleOf } from './people';
import { endRequest, applyDeadline } from './record';

/**
 * The verdict on every attempt (design rule 9): by Update, by Signal, and in the client after the end. A deadline that
 * passed before the attempt arrived ends the request first. Never throws.
 */
export function judge(before: RequestRecord, attempt: Attempt): JudgedRequest {
  const record = applyDeadline(before, attempt.at);
  const again = answeredBefore(record, attempt);
  if (again) return { record, verdict: again };
  const judged = judgeFresh(record, attempt);
  // `queued`: an edit whose policies must be evaluated first.
  if (['accepted', 'queued'].includes(judged.verdict.outcome)) return judged;
  return { ...judged, record: withRefusal(judged.record, attempt, judged.verdict) };
}

function judgeFresh(record: RequestRecord, attempt: Attempt): JudgedRequest {
  if (attempt.kind === 'decide') return judgeDecision(record, { ...attempt });
  if (attempt.kind === 'cancel') return judgeCancel(record, { ...attempt });
  if (attempt.kind === 'comment') return judgeComment(record, attempt);
  return { record, verdict: requestVerdict(record, 'invalid', attempt.problem) };
}

/**
 * The earlier verdict, if this attempt is the same as one before: a client sends one attempt by Update and by Signal. Only
 * the same decision of the same person with the same key is the same attempt. Otherwise a rejection could get the verdict of
 * an approval, and a person who has read an attemptId could forge an answer.
 */
function answeredBefore(record: RequestRecord, attempt: Attempt) {
  if (attempt.kind === 'unreadable' || attempt.message.attemptId === undefined) return undefined;
  const { attemptId } = attempt.message;
  const what = attemptName(attempt);
  const by = nameOf(attempt);
  const keyId = keyOf(record, attempt);
  const counted = record.decisions.find(
    (d) => d.attemptId === attemptId && d.decidedBy === by && d.decision === what && d.keyId === keyId,
  );
  if (counted) return requestVerdict(record, 'accepted', say.counted(counted));
  if (what === 'comment' && record.comments?.some((c) => c.attemptId === attemptId && c.by === by))
    return requestVerdict(record, 'accepted', 'The comment was recorded.');
  if (what === 'cancel' && record.end?.attemptId === attemptId && record.end.name === by)
    return requestVerdict(record, 'accepted', 'Cancelled.');
  const refused = record.refused.find(
    (r) => r.attemptId === attemptId && r.by === by && r.attempt === what && r.keyId === keyId,
  );
  if (refused) return requestVerdict(record, refused.outcome, refused.message);
  // Above 100 refusals only this list has the wrong value, and it must not count twice.
  const wrong = record.wrongValues?.some((w) => w.attemptId === attemptId && w.by === by);
  const isForged = record.plan?.signed === true && keyId === undefined;
  if (wrong && !isForged && what === 'approve') return requestVerdict(record, 'invalid', wrongValue(record));
  return undefined;
}

/**
 * The key that the attempt was signed with. After the end no signature is checked: then it is the key that the attempt
 * names.
 */
function keyOf(record: RequestRecord, attempt: Attempt): string | undefined {
  if (attempt.kind !== 'decide' || record.plan?.signed !== true) return undefined;
  return record.status === 'pending' ? signedBy(attempt) : attempt.message.signature?.keyId;
}

/** The verdict on a cancellation: only the requester, its run or an operator cancels (design rule 16). */
function judgeCancel(record: RequestRecord, attempt: Extract<Attempt, { kind: 'cancel' }>): JudgedRequest {
  const { cancelledBy, reason, attemptId } = attempt.message;
  const refuse = (outcome: VerdictOutcome, text: string, attribution = {}): JudgedRequest => ({
    record,
    verdict: requestVerdict(record, outcome, text, attribution),
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
    ...defined({ attemptId }),
  });
  return { record: cancelled, verdict: requestVerdict(cancelled, 'accepted', 'Cancelled.') };
}

/** The role in which this name may cancel, if any. The requester and its run are known without a plan. */
export function cancellerRole(record: RequestRecord, name: string): EndRecord['by'] | undefined {
  if (name === record.requesterId) return 'requester';
  if (name === record.runId) return 'run';
  const operators = (record.plan?.operators ?? []).flatMap((entry) => peopleOf(record, entry));
  return operators.includes(name) ? 'operator' : undefined;
}

/** Whether the requester or its run cancels. That needs no plan, so it also works while the directory does not answer. */
export function isOwnCancel(record: RequestRecord, attempt: Attempt): boolean {
  if (attempt.kind !== 'cancel') return false;
  return ['requester', 'run'].includes(cancellerRole(record, attempt.message.cancelledBy) ?? '');
}
