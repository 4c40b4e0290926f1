import type { DecisionKind } from '../../contract/names';
import type { Needed, Requirement } from '../../contract/records/plan';
import type { DecisionRecord, RequestRecord } from '../../contract/request';
import { type ListedNames, listedNames } from '../listed-names';
import { isSamePerson, membersOf, peopleOfEntry } from '../teams';

/** The people that an entry means now: the team's members without those who left, or the person itself. */
export function peopleOf(record: RequestRecord, entry: string): string[] {
  const teams = record.plan?.teams ?? {};
  if (!Object.hasOwn(teams, entry)) return [entry];
  const former = membersOf(record.formerMembers, entry);
  return peopleOfEntry(teams, entry).filter((person) => !former.includes(person));
}

/**
 * The people of an entry who may approve for the requirement. The requester is included only if the policy allows it
 * (design rule 4).
 */
export function candidates(record: RequestRecord, requirement: Requirement, entry: string): string[] {
  const people = peopleOf(record, entry);
  if (requirement.allowSelfApproval) return people;
  return people.filter((person) => !isSamePerson(person, record.requesterId));
}

/** All people who may approve for the requirement. */
export function eligible(record: RequestRecord, requirement: Requirement): Set<string> {
  return new Set(requirement.approvers.flatMap((entry) => candidates(record, requirement, entry)));
}

/** Whether the person may decide in the open stage. */
export function canDecideNow(record: RequestRecord, person: string): boolean {
  return (record.plan?.requirements ?? []).some(
    (r) => r.stage === record.stage && eligible(record, r).has(person),
  );
}

const USUAL_DECISIONS: readonly DecisionKind[] = ['approve', 'reject'];

/** What people may do now: what every requirement of the open stage allows (design rule 20). */
export function allowedDecisions(record: RequestRecord): DecisionKind[] {
  const open = (record.plan?.requirements ?? []).filter(({ stage }) => stage === record.stage);
  const [first, ...others] = open.map(({ decisions }) => decisions ?? USUAL_DECISIONS);
  return (first ?? []).filter((kind) => others.every((allowed) => allowed.includes(kind)));
}

/** Whether the decision approves the content that it was about: an edit approves the content that it made. */
export function isApproval({ decision }: Pick<DecisionRecord, 'decision'>): boolean {
  return decision === 'approve' || decision === 'edit';
}

/** The people and teams of the open stage, by which a list finds the request. */
export function listedApprovers(record: RequestRecord): ListedNames {
  const open = (record.plan?.requirements ?? []).filter(({ stage }) => stage === record.stage);
  const isAsked = (name: string) => name !== record.requesterId || isEligibleInAnyStage(record, name);
  const entries = open.flatMap(({ approvers }) => approvers).filter(isAsked);
  const people = open.flatMap((requirement) => [...eligible(record, requirement)]).filter(isAsked);
  return listedNames(entries, (entry) => Object.hasOwn(record.plan?.teams ?? {}, entry), people);
}

function isEligibleInAnyStage(record: RequestRecord, person: string): boolean {
  return (record.plan?.requirements ?? []).some((requirement) => eligible(record, requirement).has(person));
}

interface RequirementProgress {
  /** How many approvals are missing. */
  missing: number;
  /** The entries that may give them. With `requireAll`, those without an approval; else all, while an approval is missing. */
  from: string[];
}

/** The progress of a requirement if exactly these people had approved. */
function requirementProgress(
  record: RequestRecord,
  requirement: Requirement,
  people: Set<string>,
): RequirementProgress {
  if (requirement.requireAll) {
    const from = unmatchedEntries(record, requirement, people);
    return { missing: from.length, from };
  }
  const who = eligible(record, requirement);
  const missing = Math.max(0, requirement.quorum - [...people].filter((person) => who.has(person)).length);
  return { missing, from: missing > 0 ? requirement.approvers : [] };
}

/** The people whose approval counts for the requirement: an eligible person gave it in this stage, and it is not void. */
function approversSoFar(record: RequestRecord, requirement: Requirement): Set<string> {
  const who = eligible(record, requirement);
  return new Set(
    record.decisions
      .filter((d) => isApproval(d) && !d.void && d.stage === requirement.stage && who.has(d.decidedBy))
      .map((d) => d.decidedBy),
  );
}

export function isMet(record: RequestRecord, requirement: Requirement): boolean {
  return requirementProgress(record, requirement, approversSoFar(record, requirement)).missing === 0;
}

/** How many people who may approve for the requirement have rejected the request. */
export function rejections(record: RequestRecord, requirement: Requirement): number {
  const who = eligible(record, requirement);
  return [...rejecters(record)].filter((person) => who.has(person)).length;
}

/** A rejection is about the request, not about a stage: it also counts in later stages, where it cannot be repeated. */
function rejecters({ decisions }: RequestRecord): Set<string> {
  return new Set(decisions.filter((d) => d.decision === 'reject').map((d) => d.decidedBy));
}

/** Whether the eligible people who have not rejected can still meet the requirement (design rules 4 and 5). */
export function canBeMet(record: RequestRecord, requirement: Requirement): boolean {
  const against = rejecters(record);
  const willing = [...eligible(record, requirement)].filter((person) => !against.has(person));
  return requirementProgress(record, requirement, new Set(willing)).missing === 0;
}

/** What each unmet requirement still needs. The open stage comes first. */
export function stillNeeded(record: RequestRecord, atMost = 50): Needed[] {
  if (record.plan?.teams === undefined) return [];
  return record.plan.requirements
    .map((requirement) => {
      const approved = approversSoFar(record, requirement);
      const { missing, from } = requirementProgress(record, requirement, approved);
      const people = [...new Set(from.flatMap((entry) => candidates(record, requirement, entry)))]
        .filter((person) => !approved.has(person))
        .slice(0, atMost);
      const { policy, stage, requireAll } = requirement;
      return { policy, stage, count: missing, from, ...(requireAll && { requireAll }), people };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.stage - b.stage);
}

/**
 * The entries without a person when each of these people fills at most one entry and as many entries as possible are
 * filled (a maximum bipartite matching). If there is a choice, the entries that other people can still fill stay open.
 * Example: the entries are a team and one of its members, and that member has approved. Then the team stays open.
 */
function unmatchedEntries(record: RequestRecord, requirement: Requirement, people: Set<string>): string[] {
  const entryOf = new Map<string, string>();
  const place = (entry: string, among: Set<string>, asked: Set<string>): boolean =>
    candidates(record, requirement, entry).some((person) => {
      if (!among.has(person) || asked.has(person)) return false;
      asked.add(person);
      const other = entryOf.get(person);
      if (other !== undefined && !place(other, among, asked)) return false;
      entryOf.set(person, entry);
      return true;
    });
  const open = requirement.approvers.filter((entry) => !place(entry, people, new Set()));
  if (open.length === 0 || people.size === 0) return open;
  // One more person fills an entry. Each person who approved keeps an entry, but it may be another one.
  const against = rejecters(record);
  const willing = [...eligible(record, requirement)].filter((person) => !against.has(person));
  const possible = new Set([...people, ...willing]);
  for (const entry of open) place(entry, possible, new Set());
  const filled = new Set([...entryOf].filter(([person]) => people.has(person)).map(([, entry]) => entry));
  return requirement.approvers.filter((entry) => !filled.has(entry));
}
