import type { EscalationRecord } from '../../contract/escalation';
import { isTeam } from '../requests/people';
import { isAbove } from '../../contract/names';
import { type ListedNames, listedNames } from '../listed-names';

/**
 * The people an entry stands for: a team's members, or the person itself. A member with the name of a team is none: a
 * team's own name never decides.
 */
export function peopleOfAssignee({ plan }: Pick<EscalationRecord, 'plan'>, entry: string): string[] {
  const teams = plan?.teams ?? {};
  if (!Object.hasOwn(teams, entry)) return [entry];
  return (teams[entry] ?? []).filter((person) => !isTeam(teams, person));
}

/**
 * Who may acknowledge, resolve, promote and reassign: the assignees of the level it began at and of every higher one
 * (design, escalations, rule 6), and whoever was put in their place by one of them.
 */
export function canHandle(record: EscalationRecord, person: string): boolean {
  return entitledEntries(record).some((entry) => peopleOfAssignee(record, entry).includes(person));
}

/** The same as the config writes them, without repetition. */
export function entitledEntries({ plan, startLevel, reassigned }: EscalationRecord): string[] {
  const rungs = (plan?.rungs ?? []).filter(({ level }) => !isAbove(startLevel, level));
  return [...new Set([...rungs.flatMap(({ assignees }) => assignees), ...reassigned])];
}

const MAX_SHOWN_PEOPLE = 10;

/** Those asked now, teams with their people: `finance-team (ana, bo)`. */
export function assigneesWithPeople(record: EscalationRecord): string[] {
  const teams = record.plan?.teams ?? {};
  return record.assignees.map((entry) => {
    const people = Object.hasOwn(teams, entry) ? (teams[entry] ?? []) : [];
    const more = people.length > MAX_SHOWN_PEOPLE ? [`${people.length - MAX_SHOWN_PEOPLE} more`] : [];
    return people.length === 0
      ? entry
      : `${entry} (${[...people.slice(0, MAX_SHOWN_PEOPLE), ...more].join(', ')})`;
  });
}

/** The people and teams asked now that a list finds the escalation by. */
export function listedAssignees(record: EscalationRecord): ListedNames {
  const { assignees, plan } = record;
  const people = assignees.flatMap((entry) => peopleOfAssignee(record, entry));
  return listedNames(assignees, (entry) => Object.hasOwn(plan?.teams ?? {}, entry), people);
}

/** In which role this name may cancel, if in any. */
export function escalationCancellerRole(
  record: EscalationRecord,
  name: string,
): 'run' | 'operator' | undefined {
  if (name === record.runId) return 'run';
  const operators = (record.plan?.operators ?? []).flatMap((entry) => peopleOfAssignee(record, entry));
  return operators.includes(name) ? 'operator' : undefined;
}
