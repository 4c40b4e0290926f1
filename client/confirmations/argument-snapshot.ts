import { InvalidInput } from '../../contract/errors';
import { type Json, toPlainJson } from '../plain-json';

/**
 * A copy of a call's arguments, which must be plain JSON: what is shown is then exactly what is run, whatever the caller
 * does to its own objects meanwhile. Properties that are `undefined`, and arguments left out at the end, are left out.
 *
 * @throws InvalidInput that names the argument, from `arguments.0`, when it is or holds anything else, such as a Date, a
 *   Map, a function or an instance of a class: a copy of those would not be what was passed
 */
export function snapshotArguments(args: readonly unknown[]): Json[] {
  const last = args.findLastIndex((argument) => argument !== undefined);
  const given = args.slice(0, last + 1);
  // First, since it refuses cycles.
  const copy = toPlainJson(given, 'arguments') as Json[];
  given.forEach((argument, index) => refuseUnlessPlain(argument, `arguments.${index}`));
  return copy;
}

function refuseUnlessPlain(value: unknown, path: string): void {
  // Such as a `toJSON` of its own, by which an object would be shown as something else than it is.
  const isFunction = typeof value === 'function';
  if (!isFunction && (typeof value !== 'object' || value === null)) return;
  if (isFunction || (!Array.isArray(value) && !isPlainObject(value)))
    throw new InvalidInput(
      `${path}: is ${nameOf(value)}, and must be plain JSON: pass what JSON can say, and hold the rest in a closure or \`this\``,
    );
  for (const [key, item] of Object.entries(value)) refuseUnlessPlain(item, `${path}.${key}`);
}

/** Of any realm: its prototype is the one that has none. */
function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: object): string {
  const { name } = (value.constructor as { name?: unknown } | undefined) ?? {};
  return typeof name === 'string' && name !== '' ? `a ${name} object` : 'no plain object';
}
