import { LIMITS, utf8Bytes } from '../contract/limits';
import { AND_OTHERS } from '../contract/names';
import { toSearchValue } from '../contract/search-value';

/** The names by which a list finds a request or an escalation. */
export interface ListedNames {
  /** The value of `HitlApprovers`. */
  attribute: string[];
  /** All names, for the memo. Absent if the attribute has them all, or if they do not fit into the memo either. */
  memo?: string[];
}

/**
 * Fits the teams and people who may decide into Temporal's limits. If they do not all fit, the teams come first, and
 * `AND_OTHERS` makes every query for a name find the workflow.
 *
 * @param entries the names as the policies write them
 * @param isTeam whether an entry is a team
 * @param people all people that the entries mean
 */
export function listedNames(
  entries: Iterable<string>,
  isTeam: (entry: string) => boolean,
  people: Iterable<string>,
): ListedNames {
  const written = [...new Set(entries)];
  const names = [
    ...new Set([...written.filter(isTeam), ...written.filter((entry) => !isTeam(entry)), ...people]),
  ];
  const attribute = keywordList(names);
  if (attribute[0] !== AND_OTHERS) return { attribute };
  return { attribute, ...(jsonBytes(names) <= LIMITS.memoNamesBytes && { memo: names }) };
}

/** The value of a KeywordList with these names. If they do not all fit, it begins with `AND_OTHERS`. */
export function keywordList(names: readonly string[]): string[] {
  const values = names.map(toSearchValue);
  if (names.length <= LIMITS.listedApprovers && jsonBytes(values) <= LIMITS.keywordListBytes) return values;
  const listed: string[] = [AND_OTHERS];
  let left = LIMITS.keywordListBytes - jsonBytes(listed);
  for (const value of values) {
    left -= jsonBytes(value) + 1;
    if (left < 0 || listed.length >= LIMITS.listedApprovers) break;
    listed.push(value);
  }
  return listed;
}

/** The size of a search attribute's value, as Temporal counts it. */
function jsonBytes(value: unknown): number {
  return utf8Bytes(JSON.stringify(value));
}
