import type { Config } from '../../contract/config';

/**
 * The people of each of these names that is a team; a name that is no team is a person and left out.
 *
 * @throws whatever the directory function throws: the activity is then retried.
 */
export async function resolveTeams(
  directory: Config['directory'],
  names: string[],
): Promise<Record<string, string[]>> {
  const answers = await Promise.all(
    names.map(async (name) => [name, await peopleOf(directory, name)] as const),
  );
  return Object.fromEntries(
    answers.filter((answer): answer is readonly [string, string[]] => answer[1] !== undefined),
  );
}

async function peopleOf(directory: Config['directory'], name: string): Promise<string[] | undefined> {
  if (typeof directory !== 'function') return Object.hasOwn(directory, name) ? directory[name] : undefined;
  const people: unknown = await directory(name);
  if (people === undefined || people === null) return undefined;
  if (Array.isArray(people) && people.every((person) => typeof person === 'string'))
    return [...new Set<string>(people)];
  throw new TypeError(
    `the directory must answer the people of '${name}' as an array of names, or undefined if it is no team`,
  );
}
