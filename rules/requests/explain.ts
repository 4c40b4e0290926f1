import type { DecisionMessage } from '../../contract/decision';
import { MAX_WRONG_VALUES } from '../../contract/limits';
import type { Needed } from '../../contract/records/plan';
import type { DecisionRecord, RequestRecord } from '../../contract/request';
import { eligible, isTeam, peopleOf, isSamePerson, spellingHint } from './people';

const MAX_LISTED_NAMES = 50;

/** The sentences of verdicts: for the person who tried, saying what stands and what to do. */

export function reasonNeeded(): string {
  return 'A rejection needs a reason: say why, so that the requester can mend it.';
}

export function confirmValueMissing(record: RequestRecord): string {
  if (record.status !== 'pending') return `No value was typed.${sinceEnded(record)}`;
  return 'To confirm this, a value must be typed: send it as confirm, exactly as the request shows it.';
}

export function wrongValue(record: RequestRecord): string {
  const left = MAX_WRONG_VALUES - (record.wrongValues?.length ?? 0);
  const warned = record.status === 'pending' && left < MAX_WRONG_VALUES;
  const then = warned ? ` ${left === 1 ? 'One' : left} more of those and it is rejected.` : '';
  return `Wrong typed value: it must be exactly what the request shows. Nothing was confirmed.${then}${sinceEnded(record)}`;
}

export function tooManyWrongValues(): string {
  return `a wrong value was typed ${MAX_WRONG_VALUES} times`;
}

function sinceEnded(record: RequestRecord): string {
  return record.status === 'pending' ? '' : ` It has ended: ${decidedAlready(record)}`;
}

export function decisionIdTaken({ decisionId }: DecisionMessage): string {
  return `The decisionId '${decisionId}' was used before with other content. Use a new one for a new decision.`;
}

export function notAuthorized(record: RequestRecord, person: string): string {
  const requirements = record.plan?.requirements ?? [];
  if (requirements.length === 0) return `Nobody was asked: ${decidedAlready(record)}`;
  const open = requirements.filter(({ stage }) => stage === record.stage);
  const who = `${open.map(({ approvers }) => approvers.join(', ')).join('; ')} may decide`;
  if (isTeam(record.plan?.teams ?? {}, person)) {
    const people = listNames(peopleOf(record, person));
    return `${person} is a team, and a team's own name never decides: one of its people must, by name (${people}).`;
  }
  if (isSamePerson(person, record.requesterId))
    return `${person} asked for this and may not decide it: ${who}.`;
  const own = requirements.filter((r) => eligible(record, r).has(person)).map(({ stage }) => stage);
  const later = own.filter((stage) => stage > (record.stage ?? 1));
  if (later.length > 0) {
    const stage = Math.min(...later);
    const before = Math.max(...requirements.map((r) => r.stage).filter((other) => other < stage));
    return `${person} is asked in stage ${stage}, which opens when stage ${before} is met: now ${who}.`;
  }
  if (own.length > 0)
    return `Stage ${Math.max(...own)}, in which ${person} is asked, is met already: now ${who}.`;
  const written = spellingHint(person, new Set(requirements.flatMap((r) => [...eligible(record, r)])));
  return `${person} is not an approver of this request: ${who}.${written === undefined ? '' : ` ${written}`}`;
}

/** The first of these names; hundreds would bury the sentence. */
function listNames(names: string[]): string {
  const more = names.length - MAX_LISTED_NAMES;
  return `${names.slice(0, MAX_LISTED_NAMES).join(', ')}${more > 0 ? `, ${more} more` : ''}` || 'nobody';
}

export function notPlannedYet(): string {
  return 'Who may decide this is not known yet: the directory has not answered. Try again.';
}

export function mayNotCancel(record: RequestRecord, person: string): string {
  const operators = (record.plan?.operators ?? []).flatMap((entry) => peopleOf(record, entry));
  const written = spellingHint(person, [record.requesterId, ...operators]);
  const run = record.runId === undefined ? '' : `, its run ${record.runId}`;
  return `${person} may not cancel this: only the requester ${record.requesterId}${run} or an operator may.${written === undefined ? '' : ` ${written}`}`;
}

export function expired(record: RequestRecord): string {
  return `Nobody decided in time: it expired at ${record.end?.at}. Nothing was approved.`;
}

export function cancelled(record: RequestRecord): string {
  const { name, by, at, reason } = record.end ?? {};
  return `Cancelled by ${name ?? by} at ${at}${reason ? `: ${reason}` : ''}.`;
}

export function duplicate(own: DecisionRecord): string {
  const noun = own.decision === 'approve' ? 'approval' : 'rejection';
  return `${own.decidedBy}'s ${noun} already counted, at ${own.at}, in stage ${own.stage}.`;
}

export function ownRejectionStands(own: DecisionRecord): string {
  return `${own.decidedBy} rejected this at ${own.at}; a rejection cannot be turned into an approval.`;
}

export function stale(record: RequestRecord): string {
  return `That was about another revision or stage. Stage ${record.stage} is what counts now: look at it again and decide.`;
}

export function othersApproved(record: RequestRecord): string {
  return `Others have approved this for the same policies already. Still needed: ${record.needed.map(neededText).join('; ')}.`;
}

export function decidedAlready(record: RequestRecord): string {
  const { end } = record;
  if (!end) return 'It is still pending.';
  const reason = end.reason ? `: ${end.reason}` : '';
  return `${end.status} by ${endedByText(record)} at ${end.at}${reason}.`;
}

/** Who ended the request, in words. */
export function endedByText({ end }: RequestRecord): string {
  if (end?.by === 'policy') return `policy '${end.name}'`;
  if (end?.by === 'fallback') return 'the fallback';
  if (end?.by === 'system') return 'the system';
  return end?.name ?? end?.by ?? 'nobody';
}

export function accepted(record: RequestRecord, { decision }: DecisionMessage): string {
  if (record.status === 'approved') return record.kind === 'confirmation' ? 'Confirmed.' : 'Approved.';
  if (record.status === 'rejected') return 'Rejected.';
  const noun = decision === 'approve' ? 'approval' : 'rejection';
  return `The ${noun} counted. Still needed: ${record.needed.map(neededText).join('; ')}.`;
}

/** What one requirement lacks, in words: `1 of finance-team (policy high_value)`. */
export function neededText({ count, from, policy, stage }: Needed): string {
  return `${count} of ${from.join(', ')} (policy ${policy}${stage > 1 ? `, stage ${stage}` : ''})`;
}

/** Who ended it, and when, for a verdict. */
export function endAttribution(record: RequestRecord): { decidedBy?: string; decidedAt?: string } {
  return record.end ? { decidedBy: endedByText(record), decidedAt: record.end.at } : {};
}

export function decisionAttribution(decision: DecisionRecord): { decidedBy: string; decidedAt: string } {
  return { decidedBy: decision.decidedBy, decidedAt: decision.at };
}

/**
 * How a request ended, in words for a model (design rule 17): approved, rejected, expired and cancelled are never
 * mistaken for each other, and what is no consent says so.
 */
export function textForModel(record: RequestRecord): string {
  const what = record.resource === undefined ? record.action : `${record.action} on ${record.resource}`;
  const why = record.rejectionReason ?? record.end?.reason;
  const because = why ? ` Reason: ${/[.!?]$/.test(why) ? why : `${why}.`}` : '';
  switch (record.status) {
    case 'approved':
      return `APPROVED by ${endedByText(record)}: ${what}. Do exactly what was asked, once.`;
    case 'rejected':
      return `DENIED by ${endedByText(record)}: ${what}.${because} Do not do it, and do not ask again for the same.`;
    case 'expired':
      return `NOT DECIDED: nobody answered in time about ${what}. This is not consent: do not do it, and do not retry.`;
    case 'cancelled':
      return `CANCELLED by ${endedByText(record)}: ${what}.${because} This is not consent: do not do it.`;
    case 'pending':
      return `NOT DECIDED YET: ${what}. This is not consent: do not do it.`;
  }
}
