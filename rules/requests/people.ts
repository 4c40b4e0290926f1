import type { Requirement } from '../../contract/plan';
import type { RequestRecord } from '../../contract/record';
import { type ListedNames, listedNames } from '../listed-names';

/**
 * Whether two names are one person's for the purpose of refusing self-approval: case and Unicode form do not
 * make two people. Elsewhere names are compared exactly.
 */
export function samePerson(a: string, b: string): boolean {
  return fold(a) === fold(b);
}

/** By way of upper case, so that `ß` and `ss` are alike. */
function fold(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/** For a verdict: that one of these people is the person who tried, but for how the name is written. */
export function writtenOtherwise(person: string, people: Iterable<string>): string | undefined {
  const written = [...people].find((other) => other !== person && samePerson(other, person));
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
  const left = Object.hasOwn(record.left, entry) ? record.left[entry] : [];
  return (teams[entry] ?? []).filter((person) => !left?.includes(person) && !isTeam(teams, person));
}

/** The people of an entry who may approve under the requirement: never the requester, unless it says so (design rule 4). */
export function candidates(record: RequestRecord, requirement: Requirement, entry: string): string[] {
  const people = peopleOf(record, entry);
  if (requirement.allowSelfApproval) return people;
  return people.filter((person) => !samePerson(person, record.requesterId));
}

/** Everybody who may approve under the requirement. */
export function eligible(record: RequestRecord, requirement: Requirement): Set<string> {
  return new Set(requirement.approvers.flatMap((entry) => candidates(record, requirement, entry)));
}

/** Whether the person is asked in the open stage. */
export function mayDecideNow(record: RequestRecord, person: string): boolean {
  return (record.plan?.requirements ?? []).some(
    (r) => r.stage === record.stage && eligible(record, r).has(person),
  );
}

/** The people and teams of the open stage that a list finds the request by. */
export function listedApprovers(record: RequestRecord): ListedNames {
  const open = (record.plan?.requirements ?? []).filter(({ stage }) => stage === record.stage);
  const isAsked = (name: string) => name !== record.requesterId || isOpenTo(record, name);
  const entries = open.flatMap(({ approvers }) => approvers).filter(isAsked);
  const people = open.flatMap((requirement) => [...eligible(record, requirement)]).filter(isAsked);
  return listedNames(entries, (entry) => Object.hasOwn(record.plan?.teams ?? {}, entry), people);
}

function isOpenTo(record: RequestRecord, person: string): boolean {
  return (record.plan?.requirements ?? []).some((requirement) => eligible(record, requirement).has(person));
}
