import type { Config } from '../../contract/config/config';
import type { TeamDirectory } from '../http/context';
import { cached } from './cache';

const CACHE_MS = 60_000;
/** A directory that hangs must not block every request to the admin server. */
const TIMEOUT_MS = 5_000;

/** The teams of a config. If the directory is a function, it is asked about all names in the config once a minute at most. */
export function openTeams(config: Config, now = () => Date.now()): TeamDirectory {
  const { directory } = config;
  const known = new Set(namesIn(config));
  if (typeof directory !== 'function') {
    const entries = Object.entries(directory);
    return {
      of: async (person) => entries.filter(([, people]) => people.includes(person)).map(([team]) => team),
      isTeam: async (name) => Object.hasOwn(directory, name),
      known: () => new Set([...known, ...Object.keys(directory)]),
      people: [...new Set(entries.flatMap(([, people]) => people))].sort(),
    };
  }
  let knownTeams: Set<string> | undefined;
  const members = async (): Promise<[string, string[]][]> => {
    const answers = await Promise.all(
      [...known].map(async (team) => [team, peopleIn(await directory(team))] as const),
    );
    const teams = answers.filter((answer): answer is [string, string[]] => answer[1] !== undefined);
    knownTeams = new Set(teams.map(([team]) => team));
    return teams;
  };
  const readTeams = cached(CACHE_MS, () => withTimeout(members()), now);
  const current = () => readTeams().catch(() => undefined);
  return {
    of: async (person) =>
      (await current())?.filter(([, people]) => people.includes(person)).map(([team]) => team),
    async isTeam(name) {
      await current();
      return knownTeams ? knownTeams.has(name) : known.has(name);
    },
    known: () => known,
    people: [],
  };
}

/** The people in a directory's answer. @throws TypeError if the answer is not a list */
function peopleIn(answer: unknown): string[] | undefined {
  if (answer === undefined || answer === null) return undefined;
  if (Array.isArray(answer)) return answer.filter((person): person is string => typeof person === 'string');
  throw new TypeError('the directory must return a list of people');
}

async function withTimeout<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the directory does not answer')), TIMEOUT_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function namesIn({ policies, fallback, levels, operators, admin }: Config): string[] {
  const access = admin?.access;
  return [
    ...policies.flatMap(({ approvers }) => approvers ?? []),
    ...(typeof fallback === 'object' ? fallback.approvers : []),
    ...Object.values(levels).flatMap((level) => level?.assignees ?? []),
    ...operators,
    ...(access ? [...access.request, ...access.decide, ...access.administer] : []),
    ...(access ? [...access.read.own, ...access.read.team, ...access.read.all] : []),
  ];
}
