import type { EscalationRecord } from '../../contract/escalation';
import { isAbove } from '../../contract/names';
import { type ListedNames, listedNames } from '../listed-names';
import { membersOf, peopleOfEntry } from '../teams';

/** The people that an entry means: the members of a team, or the person itself. */
export function peopleOfAssignee({ plan }: Pick<EscalationRecord, 'plan'>, entry: string): string[] {
  return peopleOfEntry(plan?.teams ?? {}, entry);
}

/**
 * Whether the person may acknowledge, resolve, promote and reassign. The assignees of the start level and of every higher
 * level may (design escalation rule 6), and the people that one of them assigned instead.
 */
export function canHandle(record: EscalationRecord, person: string): boolean {
  return entitledEntries(record).some((entry) => peopleOfAssignee(record, entry).includes(person));
}

/** The people and teams who may act, as the config writes them, without duplicates. */
export function entitledEntries({ plan, startLevel, reassigned }: EscalationRecord): string[] {
  const rungs = (plan?.rungs ?? []).filter(({ level }) => !isAbove(startLevel, level));
  return [...new Set([...rungs.flatMap(({ assignees }) => assignees), ...reassigned])];
}

const MAX_SHOWN_PEOPLE = 10;

/** The current assignees, teams with their people: `finance-team (ana, bo)`. */
export function assigneesWithPeople(record: EscalationRecord): string[] {
  return record.assignees.map((entry) => {
    const people = membersOf(record.plan?.teams, entry);
    const more = people.length > MAX_SHOWN_PEOPLE ? [`${people.length - MAX_SHOWN_PEOPLE} more`] : [];
    return people.length === 0
      ? entry
      : `${entry} (${[...people.slice(0, MAX_SHOWN_PEOPLE), ...more].join(', ')})`;
  });
}

/** The current assignees, people and teams, by which a list finds the escalation. */
export function listedAssignees(record: EscalationRecord): ListedNames {
  const { assignees, plan } = record;
  const people = assignees.flatMap((entry) => peopleOfAssignee(record, entry));
  return listedNames(assignees, (entry) => Object.hasOwn(plan?.teams ?? {}, entry), people);
}

/** The role in which this name may cancel, if any. */
export function escalationCancellerRole(
  record: EscalationRecord,
  name: string,
): 'run' | 'operator' | undefined {
  if (name === record.runId) return 'run';
  const operators = (record.plan?.operators ?? []).flatMap((entry) => peopleOfAssignee(record, entry));
  return operators.includes(name) ? 'operator' : undefined;
}
