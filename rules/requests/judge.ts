import type { RequestRecord } from '../../contract/record';
import { type Attempt, attemptName, type Judged, verdict, withRefusal } from './attempt';
import { judgeCancel } from './judge-cancel';
import { judgeDecision } from './judge-decision';
import { settle } from './end-request';
import { wrongValue } from './explain';
import { signedBy } from '../signing/signed-by';

/**
 * The one function that answers every attempt (design rule 9): by Update, by Signal, and by the client after the end.
 * A deadline that passed before the attempt arrived ends the request first. Never throws.
 */
export function judge(before: RequestRecord, attempt: Attempt): Judged {
  const record = settle(before, attempt.at);
  const again = answeredBefore(record, attempt);
  if (again) return { record, verdict: again };
  const judged = judgeFresh(record, attempt);
  if (judged.verdict.outcome === 'accepted') return judged;
  return { ...judged, record: withRefusal(judged.record, attempt, judged.verdict) };
}

function judgeFresh(record: RequestRecord, attempt: Attempt): Judged {
  if (attempt.kind === 'decide') return judgeDecision(record, { ...attempt });
  if (attempt.kind === 'cancel') return judgeCancel(record, { ...attempt });
  return { record, verdict: verdict(record, 'invalid', attempt.problem) };
}

/**
 * One attempt that came through two doors gets one verdict: the second is no attempt of its own. With the same id, what
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
    return verdict(record, 'accepted', `This ${what === 'approve' ? 'approval' : 'rejection'} counted.`);
  if (what === 'cancel' && record.end?.attemptId === attemptId && record.end.name === by)
    return verdict(record, 'accepted', 'Cancelled.');
  const refused = record.refused.find(
    (r) => r.attemptId === attemptId && r.by === by && r.attempt === what && r.keyId === keyId,
  );
  if (refused) return verdict(record, refused.outcome, refused.message);
  // Past 100 refusals a wrong value is in no other list, and must not count twice.
  const wrong = record.wrongValues?.some((w) => w.attemptId === attemptId && w.by === by);
  const isForged = record.plan?.signed === true && keyId === undefined;
  if (wrong && !isForged && what === 'approve') return verdict(record, 'invalid', wrongValue(record));
  return undefined;
}

/** The key it was signed with. After the end, where nobody checks, the one that it names. */
function keyOf(record: RequestRecord, attempt: Attempt): string | undefined {
  if (attempt.kind !== 'decide' || record.plan?.signed !== true) return undefined;
  return record.status === 'pending' ? signedBy(attempt) : attempt.message.signature?.keyId;
}
