import type { Config } from '../../../contract/config';
import { LEVELS } from '../../../contract/level';
import { unknownNames } from '../../../rules/config-warnings';
import type { Problem } from './problem';

const DIRECTORY_TIMEOUT_MS = 10_000;

/** Names that the directory does not know, teams without people, and a directory that fails. */
export async function approverProblems(config: Config): Promise<Problem[]> {
  const { directory } = config;
  if (typeof directory !== 'function')
    return unknownNames(config).map(({ path, message }) => ({
      found: `${path}: ${message}`,
      todo: 'Correct the name, or put the person into a team of the directory.',
    }));
  const problems = await Promise.all(namesIn(config).map((name) => askAbout(directory, name)));
  return problems.flat();
}

/** The approvers, assignees and operators: the names that plans and ladders look up in the directory. */
function namesIn({ policies, fallback, levels, operators }: Config): string[] {
  const names = [
    ...policies.flatMap(({ approvers = [] }) => approvers),
    ...(typeof fallback === 'object' ? fallback.approvers : []),
    ...LEVELS.flatMap((level) => levels[level]?.assignees ?? []),
    ...operators,
  ];
  return [...new Set(names)];
}

async function askAbout(
  directory: Extract<Config['directory'], (team: string) => unknown>,
  name: string,
): Promise<Problem[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer in ${DIRECTORY_TIMEOUT_MS / 1000} s`)),
      DIRECTORY_TIMEOUT_MS,
    );
  });
  try {
    const people = await Promise.race([directory(name), late]);
    if (people?.length !== 0) return [];
    return [{ found: `the team '${name}' is empty`, todo: 'Nobody in it can decide: put people into it.' }];
  } catch (error) {
    const found = `the directory fails for '${name}': ${(error as Partial<Error> | undefined)?.message ?? String(error)}`;
    return [{ found, todo: 'Requests and escalations that ask it wait until it answers.' }];
  } finally {
    clearTimeout(timer);
  }
}
