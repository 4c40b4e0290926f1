import { LIMITS, utf8Bytes } from '../contract/limits';
import { AND_OTHERS } from '../contract/names';
import { toSearchValue } from '../contract/search-value';

/** What a list finds a request or an escalation by. */
export interface ListedNames {
  /** The value of `HitlApprovers`. */
  attribute: string[];
  /** Everyone who is asked, for the memo. Absent where the attribute names them all, or the memo has no room either. */
  memo?: string[];
}

/**
 * Fits the teams and people who are asked into the bounds of Temporal. Where there is no room for everyone, the teams
 * come first, and `AND_OTHERS` makes every query for a name find it.
 *
 * @param entries as the policies name them
 * @param isTeam whether an entry is a team
 * @param people everyone whom the entries stand for
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
  const values = names.map(toSearchValue);
  if (names.length <= LIMITS.listedApprovers && jsonBytes(values) <= LIMITS.keywordListBytes)
    return { attribute: values };
  const attribute = [AND_OTHERS];
  let left = LIMITS.keywordListBytes - jsonBytes(attribute);
  for (const value of values) {
    left -= jsonBytes(value) + 1;
    if (left < 0 || attribute.length >= LIMITS.listedApprovers) break;
    attribute.push(value);
  }
  return { attribute, ...(jsonBytes(names) <= LIMITS.memoNamesBytes && { memo: names }) };
}

/** As Temporal counts the value of a search attribute. */
function jsonBytes(value: unknown): number {
  return utf8Bytes(JSON.stringify(value));
}
