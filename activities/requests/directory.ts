import { log } from '@temporalio/activity';
import type { Config } from '../../contract/config/config';
import { errorText, withTimeout } from '../user-functions';

/** The timeout for one name, so that a slow answer does not delay the others. */
const TIMEOUT_MS = 10_000;

/**
 * The members of each name that is a team. A name that is not a team is a person and is left out.
 *
 * @throws what the directory function throws; the activity is then retried
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
 * The same for the names about which the directory answers in time. A failure for one team does not delay the others.
 *
 * @throws when the directory answers about none of them; the activity is then retried
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
    `the directory must return the members of '${name}' as an array of names, or undefined if it is not a team`,
  );
}
