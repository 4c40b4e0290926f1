import type { Needed, Requirement } from '../../contract/records/plan';
import type { RequestRecord } from '../../contract/request';
import { type ListedNames, listedNames } from '../listed-names';

/**
 * Whether two names are one person's for the purpose of refusing self-approval: case and Unicode form do not
 * make two people. Elsewhere names are compared exactly.
 */
export function isSamePerson(a: string, b: string): boolean {
  return fold(a) === fold(b);
}

/** By way of upper case, so that `ß` and `ss` are alike. */
function fold(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/** For a verdict: that one of these people is the person who tried, but for how the name is written. */
export function spellingHint(person: string, people: Iterable<string>): string | undefined {
  const written = [...people].find((other) => other !== person && isSamePerson(other, person));
  return written === undefined
    ? undefined
    : `The name is written '${written}' there, and you are '${person}': names are compared exactly, also in upper and ` +
        'lower case and in how their characters are encoded.';
}

/** What the directory said of names: the people of those that are teams. */
type Teams = Record<string, string[]>;

/** Whether the name is a team's. A name that only stands for itself is a person's. */
export function isTeam(teams: Teams, name: string): boolean {
  const people = Object.hasOwn(teams, name) ? teams[name] : undefined;
  return people !== undefined && !(people.length === 1 && people[0] === name);
}

/**
 * The people an entry stands for now: a team's members less those who left, or the person itself. A member with the name
 * of a team is none: a team's own name never decides.
 */
export function peopleOf(record: RequestRecord, entry: string): string[] {
  const teams = record.plan?.teams ?? {};
  if (!Object.hasOwn(teams, entry)) return [entry];
  const left = Object.hasOwn(record.formerMembers, entry) ? record.formerMembers[entry] : [];
  return (teams[entry] ?? []).filter((person) => !left?.includes(person) && !isTeam(teams, person));
}

/** The people of an entry who may approve under the requirement: never the requester, unless it says so (design rule 4). */
export function candidates(record: RequestRecord, requirement: Requirement, entry: string): string[] {
  const people = peopleOf(record, entry);
  if (requirement.allowSelfApproval) return people;
  return people.filter((person) => !isSamePerson(person, record.requesterId));
}

/** Everybody who may approve under the requirement. */
export function eligible(record: RequestRecord, requirement: Requirement): Set<string> {
  return new Set(requirement.approvers.flatMap((entry) => candidates(record, requirement, entry)));
}

/** Whether the person is asked in the open stage. */
export function canDecideNow(record: RequestRecord, person: string): boolean {
  return (record.plan?.requirements ?? []).some(
    (r) => r.stage === record.stage && eligible(record, r).has(person),
  );
}

/** The people and teams of the open stage that a list finds the request by. */
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

/** How far a requirement has come: whom it still lacks, and whether it is met. */
interface RequirementProgress {
  missing: number;
  /** Entries that nobody stands for yet. Without `requireAll`, all of them while somebody is missing. */
  from: string[];
}

/** How far the requirement would be if exactly these people approved. */
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

/** The people whose approval counts for the requirement: given in its stage, by somebody eligible, not void. */
function approversSoFar(record: RequestRecord, requirement: Requirement): Set<string> {
  const who = eligible(record, requirement);
  return new Set(
    record.decisions
      .filter(
        (d) => d.decision === 'approve' && !d.void && d.stage === requirement.stage && who.has(d.decidedBy),
      )
      .map((d) => d.decidedBy),
  );
}

export function isMet(record: RequestRecord, requirement: Requirement): boolean {
  return requirementProgress(record, requirement, approversSoFar(record, requirement)).missing === 0;
}

/** Whether everybody eligible who has not rejected could still meet it (design rules 4 and 5). */
export function canBeMet(record: RequestRecord, requirement: Requirement): boolean {
  const rejecters = new Set(record.decisions.filter((d) => d.decision === 'reject').map((d) => d.decidedBy));
  const willing = [...eligible(record, requirement)].filter((person) => !rejecters.has(person));
  return requirementProgress(record, requirement, new Set(willing)).missing === 0;
}

/** What each unmet requirement lacks, the open stage's first. */
export function stillNeeded(record: RequestRecord, atMost = 50): Needed[] {
  if (record.plan?.teams === undefined) return [];
  return record.plan.requirements
    .map((requirement) => {
      const approved = approversSoFar(record, requirement);
      const { missing, from } = requirementProgress(record, requirement, approved);
      const people = [...new Set(from.flatMap((entry) => candidates(record, requirement, entry)))]
        .filter((person) => !approved.has(person))
        .slice(0, atMost);
      return { policy: requirement.policy, stage: requirement.stage, count: missing, from, people };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.stage - b.stage);
}

/** The entries left over when as many as possible have a different person each (a maximum bipartite matching). */
function unmatchedEntries(record: RequestRecord, requirement: Requirement, people: Set<string>): string[] {
  const entryOf = new Map<string, string>();
  const place = (entry: string, asked: Set<string>): boolean =>
    candidates(record, requirement, entry).some((person) => {
      if (!people.has(person) || asked.has(person)) return false;
      asked.add(person);
      const other = entryOf.get(person);
      if (other !== undefined && !place(other, asked)) return false;
      entryOf.set(person, entry);
      return true;
    });
  return requirement.approvers.filter((entry) => !place(entry, new Set()));
}
