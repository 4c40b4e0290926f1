import { InvalidInput } from '../contract/errors';
import { numberProblem } from '../contract/json';
import { LIMITS, utf8Bytes } from '../contract/limits';

/** What JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * The value as plain JSON: dates and other objects with `toJSON` by it, properties that are `undefined` left out.
 * What JSON would silently change or lose is refused instead, since what is approved is what was shown.
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
  if (typeof value !== 'object') throw refusal(path, `is ${article(typeof value)}, which JSON does not know`);
  if (above.includes(value)) throw refusal(path, 'contains itself');
  if (above.length >= 100) throw refusal(path, 'is nested more than 100 deep');
  const inside = [...above, value];
  if (hasToJson(value)) return viaToJson(value, path, inside);
  // An index rather than map, which would skip the holes of an array.
  if (Array.isArray(value))
    return Array.from(value, (item, index) => convert(item, `${path}.${index}`, inside));
  if (isLossy(value)) throw refusal(path, `is a ${value.constructor.name}, which JSON does not know`);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  // Kept by some who read JSON, dropped or worse by others.
  if (Object.hasOwn(value, '__proto__')) throw refusal(`${path}.__proto__`, 'is no name for a property');
  return Object.fromEntries(entries.map(([key, item]) => [key, convert(item, `${path}.${key}`, inside)]));
}

function viaToJson(value: { toJSON(key: string): unknown }, path: string, inside: object[]): Json {
  if (value instanceof Date && Number.isNaN(value.getTime())) throw refusal(path, 'is an invalid date');
  return convert(value.toJSON(path.split('.').at(-1) ?? ''), path, inside);
}

function hasToJson(value: object): value is { toJSON(key: string): unknown } {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function' && !Buffer.isBuffer(value);
}

/** Objects whose content JSON would drop without a word. */
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
