import { defined } from '../../contract/defined';
import type { OnExpiry, Plan, Requirement } from '../../contract/records/plan';
import type { DryRun } from '../../contract/records/policies';
import type { DecisionRecord, RequestRecord } from '../../contract/request';
import { peopleOfEntry } from '../teams';
import { approvalsText, requiringPolicy } from './explain';
import { isApproval, isMet, rejections } from './people';
import { EXPIRY_TEXT } from './record';

/*
 * What another config would make of a request, beside the plan that the request has.
 */

/** What a plan comes to, without its digests. */
export interface Outlook {
  status: DryRun['status'];
  /** What ends it at once, if no person is asked. */
  automatic?: Plan['automatic'];
  error?: Plan['error'];
  requirements: Requirement[];
  /** Milliseconds from the request to its deadline. */
  expireAfter: number;
  atDeadline?: OnExpiry;
}

export function outlookOf({ status, plan, atDeadline }: DryRun): Outlook {
  const { automatic, error, requirements, expireAfter } = plan;
  return { status, ...defined({ automatic, error, atDeadline }), requirements, expireAfter };
}

/**
 * What differs between the plan of a request and the plan that another config would make, as sentences. Empty if nothing does.
 *
 * @param duration writes milliseconds
 */
export function planChanges(was: DryRun, would: DryRun, duration: (ms: number) => string): string[] {
  const [before, after] = [endText(was), endText(would)];
  const failing = newFailures(was.plan, would.plan);
  if (after !== undefined) return before === after ? [] : [after, ...failing];
  const begun = before === undefined ? [] : ['people would have to decide'];
  const asked = before === undefined ? was.plan.requirements : [];
  return [
    ...begun,
    ...requirementChanges(asked, would.plan.requirements),
    ...(before === undefined ? deadlineChanges(was, would, duration) : []),
    ...(before === undefined ? signatureChanges(was.plan, would.plan) : []),
    ...(would.unresolved === undefined ? teamChanges(was.plan, would.plan) : [would.unresolved]),
    ...failing,
  ];
}

/** How a plan ends a request at once; nothing if people decide. */
function endText({ plan: { error, automatic } }: DryRun): string | undefined {
  if (error) return `would fail (${error.name}): ${error.message}`;
  if (automatic === undefined) return undefined;
  const by = automatic.by === 'fallback' ? 'the fallback' : `policy ${automatic.name}`;
  return `would be ${automatic.status} by ${by}, without asking people`;
}

function requirementChanges(was: Requirement[], would: Requirement[]): string[] {
  const before = new Map(was.map((requirement) => [requirement.policy, requirement]));
  const after = new Set(would.map(({ policy }) => policy));
  const added = would.filter(({ policy }) => !before.has(policy));
  const gone = was.filter(({ policy }) => !after.has(policy));
  return [
    ...added.map(
      (each) => `would ${was.length > 0 ? 'also ' : ''}need ${approvalsText(each)} (${policyName(each)})`,
    ),
    ...gone.map((each) => `would no longer need ${approvalsText(each)} (${policyName(each)})`),
    ...would.flatMap((each) => {
      const old = before.get(each.policy);
      return old === undefined ? [] : changesOf(old, each);
    }),
  ];
}

function changesOf(was: Requirement, would: Requirement): string[] {
  const name = policyName(would);
  const [before, after] = [approvalsText(was), approvalsText(would)];
  const other = OTHER_FIELDS.filter((field) => !isSame(was[field] ?? null, would[field] ?? null)).map(
    (field) => `${name}: ${field} ${shown(was[field])} → ${shown(would[field])}`,
  );
  return [...(before === after ? [] : [`would need ${after} instead of ${before} (${name})`]), ...other];
}

const OTHER_FIELDS = [
  'stage',
  'allowSelfApproval',
  'rejectionsToReject',
  'decisions',
  'editable',
] as const satisfies (keyof Requirement)[];

function policyName(requirement: Requirement): string {
  return requiringPolicy(requirement).replace(/^[PT]/, (first) => first.toLowerCase());
}

function deadlineChanges(was: DryRun, would: DryRun, duration: (ms: number) => string): string[] {
  const [before, after] = [was.plan.expireAfter, would.plan.expireAfter];
  return [
    ...(before === after ? [] : [`deadline ${duration(before)} → ${duration(after)}`]),
    ...(was.atDeadline === would.atDeadline || !was.atDeadline || !would.atDeadline
      ? []
      : [`at the deadline ${EXPIRY_TEXT[would.atDeadline]}, not: ${EXPIRY_TEXT[was.atDeadline]}`]),
  ];
}

function signatureChanges(was: Plan, would: Plan): string[] {
  if (was.signed === would.signed) return [];
  return [would.signed ? 'decisions would need a signature' : 'decisions would need no signature'];
}

/** Teams that are none any more, and people who joined or left. */
function teamChanges(was: Plan, would: Plan): string[] {
  const [before, after] = [was.teams ?? {}, would.teams ?? {}];
  const entries = [
    ...new Set([...was.requirements, ...would.requirements].flatMap(({ approvers }) => approvers)),
  ];
  return entries.flatMap((entry) => {
    const isAsked = would.requirements.some(({ approvers }) => approvers.includes(entry));
    if (!isAsked || !Object.hasOwn(before, entry)) return [];
    if (!Object.hasOwn(after, entry))
      return [`${entry} is no team of the new directory: nobody decides for it`];
    const [old, now] = [peopleOfEntry(before, entry), peopleOfEntry(after, entry)];
    const left = old.filter((person) => !now.includes(person));
    const joined = now.filter((person) => !old.includes(person));
    return [
      ...(left.length > 0 ? [`${entry} without ${left.join(', ')}`] : []),
      ...(joined.length > 0 ? [`${entry} also with ${joined.join(', ')}`] : []),
    ];
  });
}

/** Policies whose condition fails with the new config only. */
function newFailures(was: Plan, would: Plan): string[] {
  const failed = ({ matched, ignored }: Plan) =>
    [...matched, ...ignored].filter(({ failedClosed }) => failedClosed !== undefined);
  const before = new Set(failed(was).map(({ policy }) => policy));
  return failed(would)
    .filter(({ policy }) => !before.has(policy))
    .map(({ policy, failedClosed }) => `the condition of policy ${policy} would fail: ${failedClosed}`);
}

/** Whether an ended request would have ended in the same way, and if not, why. */
export interface SameEnd {
  same: boolean;
  why?: string;
}

/**
 * Whether the decision on an ended request would stand under another config: the people who decided would still be enough. Absent
 * if the policies have no part in how it ended, such as a cancellation.
 */
export function wouldEndSame(record: RequestRecord, would: DryRun): SameEnd | undefined {
  const { end } = record;
  if (end === undefined || (end.status === 'cancelled' && end.error === undefined)) return undefined;
  const now = endText(would);
  if (end.status === 'cancelled')
    return would.plan.error ? { same: true } : differs(now ?? 'people would have to decide');
  if (end.by === 'policy' || end.by === 'fallback')
    return would.status === end.status ? { same: true } : differs(now ?? 'people would have to decide');
  if (now !== undefined) return would.status === end.status ? { same: true } : differs(now);
  if (end.by === 'system') return sameAtDeadline(record, would);
  return sameByPeople(record, would);
}

function sameAtDeadline(
  { plan, end }: RequestRecord,
  { plan: { expireAfter }, atDeadline }: DryRun,
): SameEnd {
  const status = {
    expire: 'expired',
    reject: 'rejected',
    approve: 'approved',
    escalate: 'escalated',
  } as const;
  if (expireAfter > (plan?.expireAfter ?? 0)) return differs('people would have had more time');
  const ends = atDeadline && status[atDeadline];
  return ends === end?.status ? { same: true } : differs(`would have been ${ends} at the deadline`);
}

function sameByPeople(record: RequestRecord, { plan }: DryRun): SameEnd {
  const planned = { ...record, plan };
  if (record.status === 'rejected') {
    const isRejected = plan.requirements.some((each) => rejections(planned, each) >= each.rejectionsToReject);
    return isRejected ? { same: true } : differs('the people who rejected could not have rejected it');
  }
  if (record.status === 'answered') {
    const mayRespond = plan.requirements.every(({ decisions = [] }) => decisions.includes('respond'));
    return mayRespond ? { same: true } : differs('nobody could have answered instead of approving');
  }
  const unmet = plan.requirements.find((each) => !isMet(countedFor(planned, each), each));
  return unmet === undefined
    ? { same: true }
    : differs(
        `the people who approved would not be enough: ${policyName(unmet)} needs ${approvalsText(unmet)}`,
      );
}

/** The record with the approvals that the requirement allows, in whichever stage they were given. */
function countedFor(
  record: RequestRecord,
  { stage, decisions = ['approve', 'reject'] }: Requirement,
): RequestRecord {
  const isAllowed = (each: DecisionRecord) => !isApproval(each) || decisions.includes(each.decision);
  return { ...record, decisions: record.decisions.filter(isAllowed).map((each) => ({ ...each, stage })) };
}

function differs(why: string): SameEnd {
  return { same: false, why };
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ') || 'none';
  if (value === undefined) return 'as usual';
  return JSON.stringify(value);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
