import type { Config } from '../../contract/config';

const KEPT_MS = 60_000;

/** Who is in which team, as the directory of the desk's config says. */
export interface Teams {
  /** The teams of a person; nothing when the directory does not answer, which is not none. */
  of: (person: string) => Promise<string[] | undefined>;
  /** Every name that a policy, a level or the access may mean: what a claim of teams is cut to. */
  known: () => Set<string>;
  /** Everybody the directory knows, where it is no function. */
  people: string[];
}

/** A directory that is a function is asked about every team the config names, and believed for a minute. */
export function teamsOf(config: Config, now = () => Date.now()): Teams {
  const { directory } = config;
  const known = new Set(namesIn(config));
  if (typeof directory !== 'function') {
    const entries = Object.entries(directory);
    return {
      of: async (person) => entries.filter(([, people]) => people.includes(person)).map(([team]) => team),
      known: () => new Set([...known, ...Object.keys(directory)]),
      people: [...new Set(entries.flatMap(([, people]) => people))].sort(),
    };
  }
  let asked: { at: number; teams: Promise<[string, string[]][]> } | undefined;
  const members = async (): Promise<[string, string[]][]> => {
    const answers = await Promise.all(
      [...known].map(async (team) => [team, (await directory(team)) ?? []] as [string, string[]]),
    );
    return answers;
  };
  return {
    async of(person) {
      if (!asked || now() - asked.at > KEPT_MS) asked = { at: now(), teams: members() };
      try {
        return (await asked.teams).filter(([, people]) => people.includes(person)).map(([team]) => team);
      } catch {
        asked = undefined;
        return undefined;
      }
    },
    known: () => known,
    people: [],
  };
}

function namesIn({ policies, fallback, levels, operators, desk }: Config): string[] {
  const access = desk?.access;
  return [
    ...policies.flatMap(({ approvers }) => approvers ?? []),
    ...(typeof fallback === 'object' ? fallback.approvers : []),
    ...Object.values(levels).flatMap((level) => level?.assignees ?? []),
    ...operators,
    ...(access ? [...access.request, ...access.decide, ...access.administer] : []),
    ...(access ? [...access.read.own, ...access.read.team, ...access.read.all] : []),
  ];
}
