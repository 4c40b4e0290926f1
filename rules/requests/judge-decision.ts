import type { DecisionMessage } from '../../contract/decision';
import { defined } from '../../contract/defined';
import type { RequestStatus, VerdictOutcome } from '../../contract/names';
import type { DecisionRecord, RequestContent, RequestRecord } from '../../contract/request';
import { contentHash } from '../digest';
import { signatureProblem } from '../signing';
import { isoTime } from '../text';
import { decisionIdTaken } from '../verdict-text';
import { type Attempt, type JudgedRequest, type PlannedEdit, attemptTrace, requestVerdict } from './attempt';
import { judgeConfirmValue, lacksConfirmValue } from './confirm-value';
import { contentOf, samePlan, withRevision } from './edit';
import * as say from './explain';
import { editAnswerProblem, messageProblem } from './message-problem';
import { allowedDecisions, canBeMet, canDecideNow, eligible, isMet, rejections } from './people';
import { advance, endRequest } from './record';
import { hasSameTexts, withBoundedDecisions } from './record-size';

const TURNED = 'turned into a rejection';

type DecisionAttempt = Extract<Attempt, { kind: 'decide' }>;

/** The verdict on a decision, in the order of design rule 9. */
export function judgeDecision(record: RequestRecord, attempt: DecisionAttempt): JudgedRequest {
  const { message } = attempt;
  const refuse = (outcome: VerdictOutcome, text: string, attribution = {}): JudgedRequest => ({
    record,
    verdict: requestVerdict(record, outcome, text, attribution),
  });

  // Check the signature first: an unsigned attempt must learn nothing, and must use up neither a decisionId nor a wrong value.
  const unsigned = mustBeSigned(record) ? signatureProblem(attempt) : undefined;
  if (unsigned !== undefined) return refuse('not_authorized', unsigned);
  const malformed = messageProblem(record, message);
  if (malformed !== undefined) return refuse('invalid', malformed);
  if (lacksConfirmValue(record, message)) return judgeConfirmValue(record, attempt);
  if (lacksContentHash(record, message)) return refuse('invalid', say.contentHashNeeded(record));
  if (sameIdOtherContent(record, message))
    return refuse('invalid', decisionIdTaken(message.decisionId ?? ''));
  const own = standingDecision(record, message.decidedBy);
  if (record.status === 'pending' && !isPlanned(record)) return refuse('not_authorized', say.notPlannedYet());
  if (isPlanned(record) && !own && !canDecideNow(record, message.decidedBy))
    return refuse('not_authorized', say.notAuthorized(record, message.decidedBy));
  const before = countedAlready(record, message);
  if (!before && !isStale(record, message) && forbidsKind(record, message))
    return refuse('not_authorized', say.kindNotAllowed(record, message.decision));
  if (record.status === 'expired') return refuse('expired', say.expired(record));
  if (record.status === 'cancelled')
    return refuse('cancelled', say.cancelled(record), say.endAttribution(record));
  if (before) return refuse('duplicate', say.duplicate(record, before), say.decisionAttribution(before));
  if (isStale(record, message)) return refuse('superseded', say.stale(record));
  if (record.status !== 'pending') {
    const same = record.status === END_OF[message.decision];
    return refuse(same ? 'superseded' : 'conflict', say.decidedAlready(record), say.endAttribution(record));
  }
  if (own?.decision === 'reject')
    return refuse('conflict', say.ownRejectionStands(own), say.decisionAttribution(own));
  if (own && message.decision !== 'reject' && !canDecideNow(record, message.decidedBy))
    return refuse('not_authorized', say.notAuthorized(record, message.decidedBy));
  if (message.decision === 'approve' && !isWanted(record, message.decidedBy))
    return refuse('superseded', say.othersApproved(record));
  if (message.decision === 'edit') return edit(record, attempt);
  const counted = count[message.decision](record, attempt);
  return { record: counted, verdict: requestVerdict(counted, 'accepted', say.accepted(counted, message)) };
}

/**
 * The status that a decision can give the request. A late decision agrees with the end if it would have given the same status.
 * A late edit never agrees, because it changes the content.
 */
const END_OF: Partial<Record<DecisionMessage['decision'], RequestStatus>> = {
  approve: 'approved',
  reject: 'rejected',
  respond: 'answered',
};

const count = { approve, reject, respond } as const;

/** The content of an edit that would be accepted if the policies allow it; undefined for any other attempt. */
export function contentToPlan(record: RequestRecord, attempt: Attempt): RequestContent | undefined {
  if (attempt.kind !== 'decide' || attempt.message.decision !== 'edit' || attempt.planned) return undefined;
  if (attempt.message.context === undefined || record.plan === undefined) return undefined;
  const judged = judgeDecision(record, { ...attempt, planned: samePlan(record, attempt.message) });
  return judged.verdict.outcome === 'accepted' ? contentOf(judged.record) : undefined;
}

function edit(record: RequestRecord, attempt: DecisionAttempt): JudgedRequest {
  const { planned } = attempt;
  if (planned === undefined)
    return { record, verdict: requestVerdict(record, 'queued', say.editNotPlanned()) };
  const edited = withRevision(record, attempt, planned, (opened) => toRecord(opened, attempt));
  const refuse = (problem: string) => ({ record, verdict: requestVerdict(record, 'invalid', problem) });
  if ('problem' in edited) return refuse(edited.problem);
  const { record: after } = edited;
  const unanswered = isStandIn(planned) ? undefined : editAnswerProblem(after, attempt.message.answer);
  if (unanswered !== undefined) return refuse(unanswered);
  return { record: after, verdict: requestVerdict(after, 'accepted', say.accepted(after, attempt.message)) };
}

function isStandIn(planned: PlannedEdit): boolean {
  return 'plan' in planned && planned.isStandIn === true;
}

/** After the end an attempt changes nothing, and a client cannot check its signature: it is judged without one. */
function mustBeSigned({ status, plan }: RequestRecord): boolean {
  return status === 'pending' && plan?.signed === true;
}

/**
 * Whether the message approves without naming the content, where a policy demands that everything was read (design rule 28).
 * The hash proves that the sender had the content.
 */
function lacksContentHash({ status, plan }: RequestRecord, { decision, expected }: DecisionMessage): boolean {
  const mustName = status === 'pending' && plan?.presentation?.mustReadAll === true;
  return mustName && decision === 'approve' && expected?.contentHash === undefined;
}

/** Whether it is known who may decide. A request can end before that is known, for example while the directory is down. */
function isPlanned({ plan }: RequestRecord): boolean {
  return plan?.teams !== undefined && plan.error === undefined;
}

/** Whether a requirement of the open stage does not allow this kind of decision (design rule 20). */
function forbidsKind(record: RequestRecord, { decision }: DecisionMessage): boolean {
  if (!isPlanned(record) || record.plan?.requirements.length === 0) return false;
  return !allowedDecisions(record).includes(decision);
}

/** Whether the person is eligible for a requirement of the open stage that is not met yet. A spare approval does not count. */
function isWanted(record: RequestRecord, person: string): boolean {
  return (record.plan?.requirements ?? []).some(
    (r) => r.stage === record.stage && eligible(record, r).has(person) && !isMet(record, r),
  );
}

/** The person's decision that counts now. It is the latest one, since a person can turn an approval into a rejection. */
function standingDecision(record: RequestRecord, person: string): DecisionRecord | undefined {
  return record.decisions.findLast((d) => d.decidedBy === person && !d.void);
}

function sameIdOtherContent(record: RequestRecord, message: DecisionMessage): boolean {
  const { decisionId, decidedBy, decision } = message;
  if (decisionId === undefined) return false;
  const counted = record.decisions.find((d) => d.decidedBy === decidedBy && d.decisionId === decisionId);
  if (counted)
    return (
      counted.decision !== decision ||
      !hasSameTexts(counted, message) ||
      !hasSameContext(record, counted, message)
    );
  // The first use defines the id, also when it was refused. A forged attempt (without a valid signature) does not. A
  // comment does not either: comments have a separate set of ids.
  const isForged = (keyId: string | undefined) => record.plan?.signed === true && keyId === undefined;
  const first = record.refused.find(
    (r) => r.attempt !== 'comment' && r.by === decidedBy && r.decisionId === decisionId && !isForged(r.keyId),
  );
  return first !== undefined && first.attempt !== decision;
}

/** Whether an edit that was counted made the same content as this message would. */
function hasSameContext(
  record: RequestRecord,
  counted: DecisionRecord,
  { context }: DecisionMessage,
): boolean {
  if (counted.decision !== 'edit' || context === undefined) return true;
  const made = record.revisions?.find(({ revision }) => revision === counted.revision);
  return made?.contentHash === contentHash({ ...contentOf(record), context });
}

/**
 * The same decision of this person, if it was already counted. A person who decided in an earlier stage must name the open
 * stage and use a new decisionId. So a double click never counts in the next stage, even if the first approval has become
 * void since (design rule 10).
 */
function countedAlready(record: RequestRecord, message: DecisionMessage): DecisionRecord | undefined {
  const { decidedBy, decision, decisionId, expected } = message;
  const same = record.decisions.filter(
    (d) => d.decidedBy === decidedBy && isSameKind(d.decision, decision) && d.void !== TURNED,
  );
  const again = same.find((d) => decisionId !== undefined && d.decisionId === decisionId);
  if (again) return again;
  if (decision === 'edit') {
    if (record.status === 'pending' && expected?.contentHash === record.plan?.contentHash) return undefined;
    return same.findLast((d) => hasSameContext(record, d, message));
  }
  if (record.status !== 'pending' || decision !== 'approve') return same.at(-1);
  const inRevision = same.filter(({ revision }) => revision === record.revision);
  if (inRevision.length === 0)
    return expected?.contentHash === record.plan?.contentHash ? undefined : same.at(-1);
  if (expected?.stage !== record.stage) return inRevision.at(-1);
  return inRevision.find(({ stage }) => stage === record.stage);
}

/** An edit is an approval: the editor need not approve the edited content again. */
function isSameKind(counted: DecisionMessage['decision'], decision: DecisionMessage['decision']): boolean {
  return counted === decision || (counted === 'edit' && decision === 'approve');
}

/**
 * Whether the decision is about another revision or stage than the open one. A signed approval that names no stage is for
 * the first stage: otherwise a person who reads it in the history could send it again when a later stage opens.
 */
function isStale(record: RequestRecord, { decision, expected }: DecisionMessage): boolean {
  if (expected?.contentHash !== undefined && expected.contentHash !== record.plan?.contentHash) return true;
  // After an edit an approval must say that it is about the new content: it may have been sent for the old one.
  if (decision === 'approve' && record.revision !== undefined && expected?.contentHash === undefined)
    return record.status === 'pending';
  const isSignedApproval = mustBeSigned(record) && decision === 'approve';
  const stage = expected?.stage ?? (isSignedApproval ? 1 : undefined);
  return stage !== undefined && stage !== record.stage;
}

function approve(record: RequestRecord, attempt: DecisionAttempt): RequestRecord {
  const counted = { ...record, decisions: [...record.decisions, toRecord(record, attempt)] };
  return advance(withBoundedDecisions(counted), attempt.at);
}

function reject(record: RequestRecord, attempt: DecisionAttempt): RequestRecord {
  const { decidedBy, reason } = attempt.message;
  const turned = record.decisions.map((d) =>
    d.decidedBy === decidedBy && !d.void ? { ...d, void: TURNED } : d,
  );
  const counted = withBoundedDecisions({ ...record, decisions: [...turned, toRecord(record, attempt)] });
  if (!isRejected(counted)) return advance(counted, attempt.at);
  const at = isoTime(attempt.at);
  return endRequest(counted, {
    status: 'rejected',
    at,
    by: 'people',
    name: decidedBy,
    ...(reason && { reason }),
  });
}

/** Whether one policy has enough rejections, or a quorum that the other approvers can no longer reach (design rule 5). */
function isRejected(record: RequestRecord): boolean {
  return (record.plan?.requirements ?? []).some((requirement) => {
    const against = rejections(record, requirement);
    return against >= requirement.rejectionsToReject || (against > 0 && !canBeMet(record, requirement));
  });
}

/** A response ends the request without an approval: the action does not run (design rule 22). */
function respond(record: RequestRecord, attempt: DecisionAttempt): RequestRecord {
  const { decidedBy, text, answer } = attempt.message;
  const counted = withBoundedDecisions({
    ...record,
    decisions: [...record.decisions, toRecord(record, attempt)],
  });
  const answered = { ...counted, ...defined({ answer, answerText: text }) };
  return endRequest(answered, { status: 'answered', at: isoTime(attempt.at), by: 'people', name: decidedBy });
}

function toRecord(record: RequestRecord, attempt: DecisionAttempt): DecisionRecord {
  const { decision, decidedBy, notes, reason, text, answer } = attempt.message;
  return {
    decision,
    decidedBy,
    stage: record.stage ?? 1,
    ...defined({ notes, reason, text, answer, revision: record.revision }),
    ...attemptTrace(attempt),
  };
}
