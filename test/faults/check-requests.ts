import type { RequestView } from '../../client';
import type { Requirement } from '../../contract/records/plan';
import type { Violation } from './checker';
import { EXPIRE_AFTER_MS } from './deployment';
import { type Arrival, type Call, type Evidence, grouped, type RequestEvidence } from './evidence';

/*
 * What must hold for the record of a request. The quorum and the eligible people are computed here from the plan, and not by
 * the rules of the product.
 */

/** The record keeps this many refusals in full. */
const MAX_REFUSALS = 100;

export function checkRequests({ requests, calls }: Evidence): Violation[] {
  const callsById = grouped(calls, ({ id }) => id);
  return requests.flatMap((request) => checkRequest(request, callsById.get(request.id) ?? []));
}

function checkRequest(evidence: RequestEvidence, calls: Call[]): Violation[] {
  const { id, record } = evidence;
  const wrong = (rule: Violation['rule'], what: string): Violation => ({ rule, id, what });
  if (record === undefined) {
    const told = calls.some(
      ({ what, answer }) => answer !== undefined && ['request', 'guarded'].includes(what),
    );
    return told ? [wrong('lost', 'a client was told that the request exists, and Temporal has none')] : [];
  }
  if (record.status === 'pending')
    return [wrong('stuck', `is still pending, and its deadline was ${record.expiresAt}`)];
  return [
    ...problemsOfTime(evidence, record).map((what) => wrong('late', what)),
    ...problemsOfPeople(record).map((what) => wrong('wrong person', what)),
    ...countedTwice(record).map((what) => wrong('double', what)),
    ...problemsOfQuorum(record).map((what) => wrong('quorum', what)),
    ...unjudged(evidence, record).map((what) => wrong('lost', what)),
  ];
}

function standing({ decisions }: RequestView) {
  return decisions.filter((decision) => decision.void === undefined);
}

function problemsOfTime({ arrivals, startedAt = 0, healed }: RequestEvidence, record: RequestView): string[] {
  if (healed) return [];
  const deadline = Date.parse(record.expiresAt ?? '');
  const isMoved = record.escalation !== undefined || record.plan?.expiryPolicy === 'late';
  const own = startedAt + EXPIRE_AFTER_MS;
  const isOwnDeadline = record.plan?.requirements.length === 0 || isMoved || deadline === own;
  const late = record.decisions.flatMap(({ decidedBy, decisionId, at }) => {
    const arrival = arrivals.find((one) => one.by === decidedBy && one.decisionId === decisionId);
    const first = arrival?.first ?? Infinity;
    if (first < deadline && Date.parse(at) < deadline) return [];
    return [`${decidedBy} counts at ${at} and arrived at ${iso(first)}; the deadline is ${record.expiresAt}`];
  });
  const early =
    record.status === 'expired' && Date.parse(record.end?.at ?? '') < deadline
      ? [`expired at ${record.end?.at}, before the deadline ${record.expiresAt}`]
      : [];
  return [
    ...(isOwnDeadline ? [] : [`its deadline is ${record.expiresAt} instead of ${iso(own)}`]),
    ...late,
    ...early,
  ];
}

function iso(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString() : 'no time';
}

/** The people who may decide for a requirement. The requester may not. */
function eligible(record: RequestView, { approvers, allowSelfApproval }: Requirement): string[] {
  const people = approvers.flatMap((entry) => record.plan?.teams?.[entry] ?? [entry]);
  return people.filter((person) => allowSelfApproval || person !== record.requesterId);
}

function problemsOfPeople(record: RequestView): string[] {
  const { plan, decisions } = record;
  return decisions.flatMap(({ decidedBy, stage, keyId }) => {
    const may = (plan?.requirements ?? []).some(
      (one) => one.stage === stage && eligible(record, one).includes(decidedBy),
    );
    return [
      ...(may ? [] : [`${decidedBy} counts in stage ${stage}, and may not decide there`]),
      ...(plan?.signed && keyId === undefined ? [`${decidedBy} counts without a signature`] : []),
    ];
  });
}

/** An edit and the approval of what it made have decisions of their own. */
function countedTwice({ decisions }: RequestView): string[] {
  const names = decisions.map(({ decidedBy, decisionId }) => `${decidedBy}'s decision ${decisionId}`);
  return names
    .filter((name, index) => names.indexOf(name) < index)
    .map((name) => `${name} counts more than once`);
}

function problemsOfQuorum(record: RequestView): string[] {
  const { status, end, plan } = record;
  const requirements = plan?.requirements ?? [];
  if (status === 'approved') {
    if (plan?.automatic?.status === 'approved' && end?.by === 'policy') return [];
    if (end?.by !== 'people') return [`was approved by ${end?.by}`];
    return requirements
      .filter((requirement) => !isMet(record, requirement))
      .map(({ policy }) => `is approved without what ${policy} requires`);
  }
  if (status === 'rejected' && end?.by === 'people')
    return isRejected(record) ? [] : ['is rejected without enough rejections'];
  if (status === 'answered')
    return standing(record).some(({ decision }) => decision === 'respond')
      ? []
      : ['is answered, and nobody answered'];
  return [];
}

function isMet(record: RequestView, requirement: Requirement): boolean {
  const may = eligible(record, requirement);
  const approvals = standing(record).filter(
    ({ decision, stage, revision, decidedBy }) =>
      ['approve', 'edit'].includes(decision) &&
      stage === requirement.stage &&
      revision === record.revision &&
      may.includes(decidedBy),
  );
  const people = [...new Set(approvals.map(({ decidedBy }) => decidedBy))];
  if (requirement.requireAll) return fills(record, requirement.approvers, people);
  return people.length >= requirement.quorum;
}

/** Whether every entry can be given a different person: tries all ways. */
function fills(record: RequestView, [entry, ...others]: string[], people: string[]): boolean {
  if (entry === undefined) return true;
  const team = record.plan?.teams?.[entry] ?? [entry];
  return people.some(
    (person) =>
      team.includes(person) &&
      fills(
        record,
        others,
        people.filter((one) => one !== person),
      ),
  );
}

function isRejected(record: RequestView): boolean {
  const against = new Set(
    record.decisions.filter(({ decision }) => decision === 'reject').map((one) => one.decidedBy),
  );
  return (record.plan?.requirements ?? []).some((requirement) => {
    const may = eligible(record, requirement);
    const count = may.filter((person) => against.has(person)).length;
    const willing = may.filter((person) => !against.has(person));
    const canBeMet = requirement.requireAll
      ? fills(record, requirement.approvers, willing)
      : willing.length >= requirement.quorum;
    return count >= requirement.rejectionsToReject || (count > 0 && !canBeMet);
  });
}

/**
 * The decisions that the server took before the end, and that are neither counted nor refused. One task can bring several
 * Signals: what follows the decision that ends the request is not recorded, so its task must have begun before the end.
 */
function unjudged({ arrivals, healed }: RequestEvidence, record: RequestView): string[] {
  if (healed || record.refusedCount > MAX_REFUSALS) return [];
  const end = Math.min(Date.parse(record.end?.at ?? ''), Date.parse(record.expiresAt ?? ''));
  const isByDeadline = record.end?.at === record.expiresAt;
  const isJudged = ({ by, decisionId }: Arrival) =>
    record.decisions.some((one) => one.decidedBy === by && one.decisionId === decisionId) ||
    record.refused.some((one) => one.by === by && one.decisionId === decisionId);
  return arrivals
    .filter(({ last, taken }) => last < end && (isByDeadline || taken < end))
    .filter((arrival) => !isJudged(arrival))
    .map(
      ({ by, decisionId, last }) =>
        `${by}'s decision ${decisionId} arrived at ${iso(last)}, and nobody judged it`,
    );
}
