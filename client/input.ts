import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { DurationSchema, toMilliseconds } from '../contract/duration';
import { InvalidInput } from '../contract/errors';
import { describeIssues } from '../contract/issues';
import { numberProblem } from '../contract/json';
import { LIMITS, utf8Bytes } from '../contract/limits';
import { NameSchema, type OptionNames, unknownOption } from '../contract/text';
import { reservedIdProblem } from '../rules/ids';

/*
 * Checks a caller's values, copies them as plain JSON, and makes readable ids.
 */

/** The value as parsed by the schema. @throws InvalidInput that names the wrong fields */
export function checked<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(describeIssues(parsed.error, what));
}

/** The id, if it is valid in Temporal and under design rule 19. @throws InvalidInput */
export function checkedId(id: unknown): string {
  return checked(NameSchema, id, 'id');
}

/** The same for the id of a new workflow. @throws InvalidInput also when the id is reserved */
export function checkedFreshId(id: unknown): string {
  const name = checkedId(id);
  const problem = reservedIdProblem(name);
  if (problem !== undefined) throw new InvalidInput(`id: ${problem}`);
  return name;
}

/** A duration in milliseconds. @throws InvalidInput that names the option */
export function checkedDuration(duration: unknown, what: string): number {
  return toMilliseconds(checked(DurationSchema, duration, what));
}

/** The options, if each is known. @throws InvalidInput that names the unknown option */
export function onlyKnown<O extends object>(options: O, known: OptionNames<O>): O {
  const problem = unknownOption(options ?? {}, known);
  if (problem !== undefined) throw new InvalidInput(problem);
  return options;
}

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * Copies the value as plain JSON. Dates and other objects with `toJSON` are converted by it; properties that are
 * `undefined` are left out. Values that JSON would silently change or drop are refused: people must see exactly what they approve.
 *
 * @throws InvalidInput that names the path of a NaN, an Infinity, an integer that is not safe, a bigint, a function, a symbol, a Map, a Set, a
 *   binary, an undefined in an array, or a cycle
 */
export function toPlainJson(value: unknown, path: string): Json {
  return convert(value, path, []);
}

/** The same, of at most 256 KB. @throws InvalidInput */
export function toBoundedJson(value: unknown, path: string): Json {
  const json = toPlainJson(value, path);
  if (utf8Bytes(JSON.stringify(json)) <= LIMITS.contextBytes) return json;
  throw refusal(path, `is larger than ${LIMITS.contextBytes / 1024} KB`);
}

function convert(value: unknown, path: string, above: object[]): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    const problem = numberProblem(value);
    if (problem === undefined) return value;
    throw refusal(path, problem);
  }
  if (typeof value !== 'object')
    throw refusal(path, `is ${article(typeof value)}, which JSON cannot represent`);
  if (above.includes(value)) throw refusal(path, 'contains itself');
  if (above.length >= 100) throw refusal(path, 'is nested more than 100 deep');
  const inside = [...above, value];
  if (hasToJson(value)) return viaToJson(value, path, inside);
  // An index instead of map, which would skip the holes of an array.
  if (Array.isArray(value))
    return Array.from(value, (item, index) => convert(item, `${path}.${index}`, inside));
  if (isLossy(value)) throw refusal(path, `is a ${value.constructor.name}, which JSON cannot represent`);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  // Some JSON parsers keep this property, others drop it or set the prototype.
  if (Object.hasOwn(value, '__proto__'))
    throw refusal(`${path}.__proto__`, 'is not allowed as a property name');
  return Object.fromEntries(entries.map(([key, item]) => [key, convert(item, `${path}.${key}`, inside)]));
}

function viaToJson(value: { toJSON(key: string): unknown }, path: string, inside: object[]): Json {
  if (value instanceof Date && Number.isNaN(value.getTime())) throw refusal(path, 'is an invalid date');
  return convert(value.toJSON(path.split('.').at(-1) ?? ''), path, inside);
}

function hasToJson(value: object): value is { toJSON(key: string): unknown } {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function' && !Buffer.isBuffer(value);
}

/** Objects whose content JSON would drop silently. */
function isLossy(value: object): boolean {
  const lossy = [Map, Set, WeakMap, WeakSet, RegExp, Promise, ArrayBuffer, Error];
  return lossy.some((type) => value instanceof type) || ArrayBuffer.isView(value);
}

function article(type: string): string {
  return type === 'undefined' ? type : `a ${type}`;
}

function refusal(path: string, what: string): InvalidInput {
  return new InvalidInput(`${path}: ${what}`);
}

/** A new id that is readable in lists: `approval-transfer-funds-3k9x0a7q2m4b`. */
export function readableId(kind: string, name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return [kind, ...(slug ? [slug] : []), randomLetters(12)].join('-');
}

/** Letters and digits that are hard to confuse (Crockford's base 32), 5 bits each. */
function randomLetters(count: number): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return Array.from(randomBytes(count), (byte) => alphabet[byte % alphabet.length]).join('');
}
