import type { DecisionMessage } from '../../contract/decision';
import { MAX_WRONG_VALUES } from '../../contract/limits';
import type { DecisionKind } from '../../contract/names';
import type { Needed, Requirement } from '../../contract/records/plan';
import type { DecisionRecord, RequestRecord } from '../../contract/request';
import { spellingHint, isSamePerson, isTeam } from '../teams';
import { listNames, shellQuote } from '../text';
import { cancelledText, teamCannotDecide } from '../verdict-text';
import { allowedDecisions, eligible, peopleOf } from './people';

/*
 * The messages of verdicts. Each tells the person who tried what the state is and what to do.
 */

export function reasonNeeded(): string {
  return 'A rejection needs a reason. Say why, so that the requester can fix it.';
}

export function answerWithRejection(): string {
  return 'A rejection has no form answer. Say why as its reason.';
}

export function textWithoutResponse(): string {
  return 'Only a response has a text. Send a note to the agent as notes.';
}

export function contextWithoutEdit(): string {
  return 'Only an edit has a context. Decide edit to approve changed arguments.';
}

export function responseNeeded(hasForm: boolean): string {
  return `A response needs a text${hasForm ? ' or the answers to the form, as answer' : ''}. Say what the agent should know.`;
}

export function noForm(): string {
  return 'This request has no form to answer. Leave answer out, or respond with a text.';
}

export function answerInvalid(problem: string): string {
  return `The answer does not fit the form: ${problem}. Nothing was decided.`;
}

export function noFormAfterEdit(): string {
  return 'The content was not changed. It would have no form to answer. Leave answer out.';
}

export function answerInvalidAfterEdit(problem: string): string {
  return `The content was not changed. The answer must fit the form that the changed content has: ${problem}.`;
}

export function editNotPlanned(): string {
  return 'The policies for the changed content have not been evaluated yet.';
}

export function kindNotAllowed(record: RequestRecord, kind: DecisionKind): string {
  const allowed = listNames(allowedDecisions(record));
  return `The policies of this request do not allow the decision '${kind}'. They allow: ${allowed}.`;
}

export function mayNotComment(record: RequestRecord, person: string): string {
  const requester = `the requester ${record.requesterId}`;
  const own = record.runId === undefined ? ` and ${requester}` : `, ${requester} and its run ${record.runId}`;
  const people = (record.plan?.requirements ?? []).flatMap((requirement) => [
    ...eligible(record, requirement),
  ]);
  const hint = spellingHint(person, [record.requesterId, ...people]);
  return `${person} may not comment on this. Its approvers${own} may.${hint}`;
}

export function contentHashNeeded({ id }: RequestRecord): string {
  return (
    'A policy demands that everything is read before an approval (mustReadAll), and this approval does not name the content. ' +
    `Nothing was approved. Open the request in the inbox, or read it with \`hitl show ${shellQuote(id)}\` and send expected.contentHash.`
  );
}

export function confirmValueMissing(record: RequestRecord): string {
  if (record.status !== 'pending') return `No value was typed.${sinceEnded(record)}`;
  return 'This confirmation needs a typed value. Send it as confirm, exactly as the request shows it.';
}

export function wrongValue(record: RequestRecord): string {
  const left = MAX_WRONG_VALUES - (record.wrongValues?.length ?? 0);
  const warned = record.status === 'pending' && left < MAX_WRONG_VALUES;
  const then = warned
    ? ` After ${left === 1 ? 'one more wrong value' : `${left} more wrong values`} the request is rejected.`
    : '';
  return `The typed value is wrong: it must be exactly what the request shows. Nothing was confirmed.${then}${sinceEnded(record)}`;
}

export function tooManyWrongValues(): string {
  return `a wrong value was typed ${MAX_WRONG_VALUES} times`;
}

function sinceEnded(record: RequestRecord): string {
  return record.status === 'pending' ? '' : ` The request has ended: ${decidedAlready(record)}`;
}

export function notAuthorized(record: RequestRecord, person: string): string {
  const requirements = record.plan?.requirements ?? [];
  if (requirements.length === 0) return `No approver was needed: ${decidedAlready(record)}`;
  const open = requirements.filter(({ stage }) => stage === record.stage);
  const who = `${open.map(({ approvers }) => approvers.join(', ')).join('; ')} may decide`;
  if (isTeam(record.plan?.teams ?? {}, person)) return teamCannotDecide(person, peopleOf(record, person));
  if (isSamePerson(person, record.requesterId))
    return `${person} made this request and may not decide it: ${who}.`;
  const own = requirements.filter((r) => eligible(record, r).has(person)).map(({ stage }) => stage);
  const later = own.filter((stage) => stage > (record.stage ?? 1));
  if (later.length > 0) {
    const stage = Math.min(...later);
    const before = Math.max(...requirements.map((r) => r.stage).filter((other) => other < stage));
    return `${person} is an approver of stage ${stage}, which opens when stage ${before} is complete. Now ${who}.`;
  }
  if (own.length > 0)
    return `${person} is an approver of stage ${Math.max(...own)}, which is already complete. Now ${who}.`;
  const hint = spellingHint(person, new Set(requirements.flatMap((r) => [...eligible(record, r)])));
  return `${person} is not an approver of this request: ${who}.${hint}`;
}

export function notPlannedYet(): string {
  return 'It is not known yet who may decide this: the directory has not answered. Try again.';
}

export function mayNotCancel(record: RequestRecord, person: string): string {
  const operators = (record.plan?.operators ?? []).flatMap((entry) => peopleOf(record, entry));
  const hint = spellingHint(person, [record.requesterId, ...operators]);
  const run = record.runId === undefined ? '' : `, its run ${record.runId}`;
  return `${person} may not cancel this. Only the requester ${record.requesterId}${run} or an operator may.${hint}`;
}

export function expired(record: RequestRecord): string {
  return `The request expired at ${record.end?.at}: nobody decided in time. Nothing was approved.`;
}

export function cancelled(record: RequestRecord): string {
  return cancelledText(record.end ?? {});
}

export function duplicate({ status }: RequestRecord, own: DecisionRecord): string {
  const counted = `${own.decidedBy}'s ${NOUNS[own.decision]} was already counted at ${own.at} in stage ${own.stage}`;
  if (own.void === undefined || status !== 'pending') return `${counted}.`;
  return `${counted}, and no longer counts: ${own.void}. Look at the request again and decide, and send its expected.contentHash and expected.stage.`;
}

const NOUNS: Record<DecisionKind, string> = {
  approve: 'approval',
  reject: 'rejection',
  edit: 'edit',
  respond: 'response',
};

export function counted({ decision }: DecisionRecord): string {
  return `This ${NOUNS[decision]} was counted.`;
}

export function ownRejectionStands(own: DecisionRecord): string {
  return `${own.decidedBy} rejected this at ${own.at}. A rejection cannot become an approval.`;
}

export function stale(record: RequestRecord): string {
  const edited =
    record.revision === undefined ? '' : ` and the content was edited (revision ${record.revision})`;
  const hint = record.revision === undefined ? '' : ', and send its expected.contentHash';
  return `This decision was about another revision or stage. Stage ${record.stage} is open now${edited}: look at the request again and decide${hint}.`;
}

export function othersApproved(record: RequestRecord): string {
  return `Others have already approved this for the same policies. ${stillNeededText(record)}`;
}

/** How the request ended, as a sentence. Without the time where that stands beside it in the reader's zone. */
export function decidedAlready(record: RequestRecord, { withTime = true } = {}): string {
  const { end } = record;
  if (!end) return 'The request is still pending.';
  const reason = end.reason ? `: ${end.reason}` : '';
  return `${end.status} by ${endedByText(record)}${withTime ? ` at ${end.at}` : ''}${reason}.`;
}

/** Who ended the request: a person, a policy, the fallback or the system. */
export function endedByText({ end }: RequestRecord): string {
  if (end?.by === 'policy') return `policy '${end.name}'`;
  if (end?.by === 'fallback') return 'the fallback';
  if (end?.by === 'system') return 'the system';
  return end?.name ?? end?.by ?? 'nobody';
}

export function accepted(record: RequestRecord, { decision }: DecisionMessage): string {
  if (record.status === 'approved') {
    if (decision === 'edit') return 'Approved with the changed content.';
    return record.kind === 'confirmation' ? 'Confirmed.' : 'Approved.';
  }
  if (record.status === 'rejected') return 'Rejected.';
  if (record.status === 'answered') return 'Answered. The action does not run.';
  return `The ${NOUNS[decision]} was counted. ${stillNeededText(record)}`;
}

function stillNeededText({ needed }: RequestRecord): string {
  return `${needed.map(neededText).join('; ')}.`;
}

/** What one requirement still needs, without a full stop, as `requirementSentence` says it. */
export function neededText({ policy, stage, count, from, requireAll }: Needed): string {
  return requirementSentence({
    policy,
    stage,
    approvers: from,
    quorum: count,
    requireAll: requireAll === true,
  });
}

/**
 * What one requirement demands, without a full stop: `Policy high_value (stage 2) requires 1 approval from finance-team`, or
 * `ana must confirm`.
 */
export function requirementSentence(
  requirement: Pick<Requirement, 'policy' | 'stage' | 'approvers' | 'quorum' | 'requireAll'>,
): string {
  if (requirement.policy === CONFIRMATION_POLICY) return `${requirement.approvers.join(' or ')} must confirm`;
  return `${requiringPolicy(requirement)} requires ${approvalsText(requirement)}`;
}

/** The policy of a requirement, with its stage if that is not the first: `Policy high_value (stage 2)`, `The fallback`. */
export function requiringPolicy({ policy, stage }: Pick<Requirement, 'policy' | 'stage'>): string {
  const name = policy === 'fallback' ? 'The fallback' : `Policy ${policy}`;
  return stage > 1 ? `${name} (stage ${stage})` : name;
}

/** The approvals that a requirement demands: `2 approvals from finance-team`, `an approval from each of finance-team, board`. */
export function approvalsText({
  approvers,
  quorum,
  requireAll,
}: Pick<Requirement, 'approvers' | 'quorum' | 'requireAll'>): string {
  const from = approvers.join(', ');
  if (requireAll && approvers.length > 1) return `an approval from each of ${from}`;
  return `${quorum} ${quorum === 1 ? 'approval' : 'approvals'} from ${from}`;
}

/** The name of the one requirement of a confirmation. An approval's requirements have the names of their policies. */
export const CONFIRMATION_POLICY = 'confirmation';

/** Who ended the request, and when, as fields of a verdict. */
export function endAttribution(record: RequestRecord): { decidedBy?: string; decidedAt?: string } {
  return record.end ? { decidedBy: endedByText(record), decidedAt: record.end.at } : {};
}

export function decisionAttribution(decision: DecisionRecord): { decidedBy: string; decidedAt: string } {
  return { decidedBy: decision.decidedBy, decidedAt: decision.at };
}
