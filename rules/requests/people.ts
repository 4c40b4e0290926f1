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

function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** The people an entry stands for now: a team's members less those who left, or the person itself. */
export function peopleOf(record: RequestRecord, entry: string): string[] {
  const teams = record.plan?.teams ?? {};
  if (!Object.hasOwn(teams, entry)) return [entry];
  const left = Object.hasOwn(record.left, entry) ? record.left[entry] : [];
  return (teams[entry] ?? []).filter((person) => !left?.includes(person));
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
