import type { Duration } from '../../contract/duration';
import { InvalidInput } from '../../contract/errors';
import { AND_OTHERS, type SearchAttributeName } from '../../contract/names';
import { NamePatternSchema, prefixOf } from '../../contract/search-pattern';
import { toSearchValue } from '../../contract/search-value';
import { NameSchema } from '../../contract/text';
import { checked, checkedDuration } from '../input';

/** The terms of a visibility query. `field` is the name by which the caller gave the value. */

/** Equal to this value. @throws InvalidInput that names the field */
export function equals(name: SearchAttributeName, value: string, field: string): string {
  return `${name} = ${searchable(value, field)}`;
}

/** Equal to this value or, if it ends with `*`, beginning with the text before it. @throws InvalidInput that names the field */
export function matches(name: SearchAttributeName, pattern: string, field: string): string {
  const prefix = prefixOf(checked(NamePatternSchema, pattern, field));
  return prefix === undefined
    ? equals(name, pattern, field)
    : `${name} STARTS_WITH ${quoted(toSearchValue(prefix))}`;
}

/**
 * Finds rows that ask any of these people and teams, and rows with more names than the search attribute holds. The caller
 * must check the latter.
 *
 * @throws InvalidInput that names the field
 */
export function approverIn(names: readonly string[], field: string): string {
  return listedIn('HitlApprovers', names, field);
}

/** Finds rows of any of these policies, and rows with more policies than the search attribute holds. @throws InvalidInput */
export function policyIn(names: readonly string[], field: string): string {
  return listedIn('HitlPolicies', names, field);
}

function listedIn(attribute: SearchAttributeName, names: readonly string[], field: string): string {
  if (names.length === 0) throw new InvalidInput(`${field}: an empty list would match nothing`);
  const values = [...names.map((name) => searchable(name, field)), quoted(AND_OTHERS)];
  return `${attribute} IN (${values.join(', ')})`;
}

/** The value of a field is any of these. @throws InvalidInput that names the field */
export function isAnyOf<Value extends string>(
  attribute: SearchAttributeName,
  values: readonly Value[],
  known: readonly Value[],
  field: string,
): string {
  if (values.length === 0) throw new InvalidInput(`${field}: an empty list would match nothing`);
  if (values.some((value) => !known.includes(value)))
    throw new InvalidInput(`${field}: must be one of ${known.join(', ')}`);
  return `${attribute} IN (${values.map(quoted).join(', ')})`;
}

/** The workflow id is any of these. @throws InvalidInput that names the field */
export function idIn(ids: readonly string[], field: string): string {
  if (ids.length === 0) throw new InvalidInput(`${field}: an empty list would match nothing`);
  return `WorkflowId IN (${ids.map((id) => quoted(checked(NameSchema, id, field))).join(', ')})`;
}

/** The deadline is within this time, or has passed. @throws InvalidInput */
export function dueBy(duration: Duration, field: string, now: number): string {
  return `${'HitlExpiresAt' satisfies SearchAttributeName} <= ${queryTime(now + checkedDuration(duration, field))}`;
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
