import type { Duration } from '../../contract/duration';
import { InvalidInput } from '../../contract/errors';
import { AND_OTHERS, type SearchAttributeName } from '../../contract/names';
import { toSearchValue } from '../../contract/search-value';
import { NameSchema } from '../../contract/text';
import { checked, checkedDuration } from '../input';

/** The terms of a visibility query. `field` is the name by which the caller gave the value. */

/** Equal to this value. @throws InvalidInput that names the field */
export function equals(name: SearchAttributeName, value: string, field: string): string {
  return `${name} = ${searchable(value, field)}`;
}

/**
 * Finds rows that ask any of these people and teams, and rows with more names than the search attribute holds. The caller
 * must check the latter.
 *
 * @throws InvalidInput that names the field
 */
export function approverIn(names: readonly string[], field: string): string {
  if (names.length === 0) throw new InvalidInput(`${field}: an empty list would match nothing`);
  const values = [...names.map((name) => searchable(name, field)), quoted(AND_OTHERS)];
  return `${'HitlApprovers' satisfies SearchAttributeName} IN (${values.join(', ')})`;
}

/** Started longer ago than `olderThan`, or within `newerThan`. @throws InvalidInput */
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

/** A time, written as in a query. */
export function queryTime(milliseconds: number): string {
  return quoted(new Date(milliseconds).toISOString());
}

/** A string, quoted as in a query. */
export function quoted(value: string): string {
  return `'${value.replace(/'/g, "''")}'`;
}

function searchable(value: string, field: string): string {
  return quoted(toSearchValue(checked(NameSchema, value, field)));
}
