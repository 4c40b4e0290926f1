/**
 * Whether two names mean the same person when self-approval is refused: differences in case and Unicode form do not
 * count. Everywhere else names are compared exactly.
 */
export function isSamePerson(a: string, b: string): boolean {
  return fold(a) === fold(b);
}

/** Converts to upper case first, so that `ß` and `ss` are equal. */
function fold(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/** The end of a verdict's message, when one of these people has the same name in another spelling; else empty. */
export function spellingHint(person: string, people: Iterable<string>): string {
  const written = [...people].find((other) => other !== person && isSamePerson(other, person));
  return written === undefined
    ? ''
    : ` The name there is '${written}', and yours is '${person}'. Names must match exactly, including upper and lower ` +
        'case and the encoding of characters.';
}

/** The directory's answer about names: the members of each name that is a team. */
export type Teams = Record<string, string[]>;

/** Whether the name is a team. A name whose only member is itself is a person. */
export function isTeam(teams: Teams, name: string): boolean {
  const people = Object.hasOwn(teams, name) ? teams[name] : undefined;
  return people !== undefined && !(people.length === 1 && people[0] === name);
}

/**
 * The people of this team, or none if the name is not a team. `Object.hasOwn`, since a team may be called
 * `constructor`.
 */
export function membersOf(teams: Teams | undefined, team: string): string[] {
  return teams && Object.hasOwn(teams, team) ? (teams[team] ?? []) : [];
}

/** The names that an entry stands for: the members of a team, or the name itself. */
export function namesIn(teams: Teams, entry: string): string[] {
  return Object.hasOwn(teams, entry) ? membersOf(teams, entry) : [entry];
}

/**
 * The people that an entry of a config means: the members of a team, or the person itself. A member with the name of a team
 * does not count, since a team cannot decide.
 */
export function peopleOfEntry(teams: Teams, entry: string): string[] {
  if (!Object.hasOwn(teams, entry)) return [entry];
  return membersOf(teams, entry).filter((person) => !isTeam(teams, person));
}
