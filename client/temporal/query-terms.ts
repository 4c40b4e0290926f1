import type { Duration } from '../../contract/duration';
import { InvalidInput } from '../../contract/errors';
import { AND_OTHERS, type SearchAttributeName } from '../../contract/names';
import { NameSchema } from '../../contract/text';
import { checked, checkedDuration } from '../input';
import { toSearchValue } from '../../contract/search-value';

/** The terms of a visibility query. `field` is the name by which the caller gave the value. */

/** Equal to this value. @throws InvalidInput that names the field */
export function equals(name: SearchAttributeName, value: string, field: string): string {
  return `${name} = ${searchable(value, field)}`;
}

/**
 * Asks any of these people and teams, or more than the search attribute holds: the caller must then check the row.
 *
 * @throws InvalidInput that names the field
 */
export function approverIn(names: readonly string[], field: string): string {
  if (names.length === 0) throw new InvalidInput(`${field}: an empty list would match nothing`);
  const values = [...names.map((name) => searchable(name, field)), quoted(AND_OTHERS)];
  return `${'HitlApprovers' satisfies SearchAttributeName} IN (${values.join(', ')})`;
}

/** Started so long ago, at least or at most. @throws InvalidInput */
export function startedWithin(
  { olderThan, newerThan }: { olderThan?: Duration; newerThan?: Duration },
  now: number,
): string[] {
  const ago = (duration: Duration, field: string) => queryTime(now - checkedDuration(duration, field));
  return [
    ...(olderThan === undefined ? [] : [`StartTime < ${ago(olderThan, 'olderThan')}`]),
    ...(newerThan === undefined ? [] : [`StartTime > ${ago(newerThan, 'newerThan')}`]),
  ];
}

/** A time as a query has it. */
export function queryTime(milliseconds: number): string {
  return quoted(new Date(milliseconds).toISOString());
}

/** A text as a query has it. */
export function quoted(value: string): string {
  return `'${value.replace(/'/g, "''")}'`;
}

function searchable(value: string, field: string): string {
  return quoted(toSearchValue(checked(NameSchema, value, field)));
}
