import type { Config } from '../../../contract/config';
import { LEVELS } from '../../../contract/level';
import type { Problem } from './problem';

const DIRECTORY_TIMEOUT_MS = 10_000;

/** Approvers and assignees who are no team and in no team, hence probably misspelt; teams without people; a directory that fails. */
export async function approverProblems(config: Config): Promise<Problem[]> {
  const named = namesIn(config);
  if (typeof config.directory !== 'function') return strangers(named, config.directory);
  const { directory } = config;
  const problems = await Promise.all([...named.keys()].map((name) => askAbout(directory, name)));
  return problems.flat();
}

/** Every name in the config that must be somebody, with the places that name it. */
function namesIn({ policies, fallback, levels, operators }: Config): Map<string, string[]> {
  const named = new Map<string, string[]>();
  const add = (place: string) => (name: string) => named.set(name, [...(named.get(name) ?? []), place]);
  for (const { name, approvers } of policies) approvers?.forEach(add(`policy '${name}'`));
  if (typeof fallback === 'object') fallback.approvers.forEach(add('the fallback'));
  for (const level of LEVELS) levels[level]?.assignees.forEach(add(`level '${level}'`));
  operators.forEach(add('operators'));
  return named;
}

function strangers(named: Map<string, string[]>, teams: Record<string, string[]>): Problem[] {
  const known = [...Object.keys(teams), ...Object.values(teams).flat()];
  // Without teams every approver is a person, and nothing can be said.
  if (known.length === 0) return [];
  const unknown = [...named].filter(([name]) => !known.includes(name));
  return unknown.map(([name, places]) => {
    const meant = closest(name, known);
    return {
      found: `${[...new Set(places)].join(', ')} names '${name}', which is no team and in no team`,
      todo: meant
        ? `Did you mean '${meant}'? If it is a person, put them into a team of the directory.`
        : 'Correct the name, or put the person into a team of the directory.',
    };
  });
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

/** The name that differs by two letters at most. */
function closest(name: string, known: readonly string[]): string | undefined {
  const near = known.map((other) => ({ other, apart: distance(name.toLowerCase(), other.toLowerCase()) }));
  return near
    .filter(({ apart, other }) => apart <= 2 && apart < other.length)
    .sort((a, b) => a.apart - b.apart)[0]?.other;
}

/** The number of letters to insert, delete or change (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
