import { log } from '@temporalio/activity';
import type { Config } from '../../contract/config/config';
import { errorText, withTimeout } from '../user-functions';

/** A directory may be slow about one team; it must not keep the others waiting. */
const TIMEOUT_MS = 10_000;

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

/**
 * The same of those names about which the directory answers in time: one team that it fails for keeps no other waiting.
 *
 * @throws when it answers about none of them: the activity is then retried
 */
export async function resolveSomeTeams(
  directory: Config['directory'],
  names: string[],
): Promise<{ answered: string[]; teams: Record<string, string[]> }> {
  const failures: string[] = [];
  const answers = await Promise.all(
    names.map(async (name) => {
      try {
        return { name, people: await withTimeout(peopleOf(directory, name), TIMEOUT_MS) };
      } catch (error) {
        failures.push(`${name}: ${errorText(error)}`);
        return undefined;
      }
    }),
  );
  const answered = answers.filter((answer) => answer !== undefined);
  const failed = `the directory does not answer about ${failures.join('; ')}`.slice(0, 2_000);
  if (answered.length === 0) throw new Error(failed);
  if (failures.length > 0) log.warn(failed);
  const teams = answered.flatMap(({ name, people }) =>
    people === undefined ? [] : [[name, people] as const],
  );
  return { answered: answered.map(({ name }) => name), teams: Object.fromEntries(teams) };
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
