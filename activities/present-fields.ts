import { closestName } from '../rules/text';

/** Thrown when a condition reads a field that its argument does not have. The message names the path. */
export class MissingField extends Error {
  override readonly name = 'MissingField';
}

/** What a schema says about the fields of a value. */
export interface Fields {
  /** Whether the field may be absent, so that reading it returns `undefined`. */
  mayLack(key: string): boolean;
  /** What the schema says about the value of that field, or of that item of an array. */
  of(key: string): Fields;
}

/** Every field must be present. */
export const ALL_PRESENT: Fields = { mayLack: () => false, of: () => ALL_PRESENT };

/**
 * A read-only view of a JSON value for a function of the config. Reading an absent field throws. Without this, a
 * misspelt condition such as `ctx.amuont > 10_000` would never match. `'amount' in ctx`, `Object.keys` and the methods of objects and
 * arrays work as usual.
 *
 * Each Proxy wraps a shallow copy. A Proxy of a frozen object must return that object's own values, so it could not wrap the
 * inner values.
 *
 * @param path what the value is called in messages, such as `context`
 * @throws MissingField when a field is read that is absent and not declared optional, or an item beyond the end
 */
export function withPresentFields<T>(value: T, path: string, fields: Fields): T {
  if (!isPlain(value)) return value;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  // One proxy for each object, so that `===` still works.
  const inside = new Map<string, unknown>();
  const readOnly = (key: string | symbol): never => {
    throw new TypeError(`${pathTo(path, String(key))} is read only`);
  };
  const read = (key: string): unknown => {
    if (!inside.has(key))
      inside.set(
        key,
        withPresentFields((value as Record<string, unknown>)[key], pathTo(path, key), fields.of(key)),
      );
    return inside.get(key);
  };
  return new Proxy(copy, {
    get(target, key, receiver) {
      if (typeof key === 'symbol') return Reflect.get(target, key, receiver) as unknown;
      if (Object.hasOwn(target, key)) return read(key);
      if (Array.isArray(target) && key === 'at')
        return (index: number) => itemAt(receiver as unknown[], index);
      if (isExpected(target, key)) return Reflect.get(target, key, receiver) as unknown;
      if (fields.mayLack(key)) return undefined;
      throw new MissingField(missing(target, path, key));
    },
    getOwnPropertyDescriptor(target, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
      if (descriptor === undefined || typeof key === 'symbol' || !descriptor.configurable) return descriptor;
      return { ...descriptor, value: read(key) };
    },
    set: (_, key) => readOnly(key),
    defineProperty: (_, key) => readOnly(key),
    deleteProperty: (_, key) => readOnly(key),
    setPrototypeOf: () => readOnly('__proto__'),
    preventExtensions: () => {
      throw new TypeError(`${path} is read only`);
    },
  }) as T;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  // No comparison with Object.prototype, since another realm (such as a test's) has another one.
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Properties that JavaScript itself reads from every object, and methods. They are not fields of the data. */
function isExpected(target: object, key: string): boolean {
  return key === 'toJSON' || key === 'then' || key in target;
}

function itemAt(items: unknown[], index: number): unknown {
  const whole = Math.trunc(index) || 0;
  return items[whole < 0 && items.length + whole >= 0 ? items.length + whole : whole];
}

function missing(target: object, path: string, key: string): string {
  const field = pathTo(path, key);
  if (Array.isArray(target)) return `it reads ${field}, but ${path} has only ${target.length} items`;
  const meant = closestName(key, Object.keys(target));
  return meant === undefined
    ? `it reads ${field}, which does not exist: check with '${key}' in ${path} first, or declare it optional in the context schema`
    : `it reads ${field}, which does not exist: did you mean ${pathTo(path, meant)}?`;
}

function pathTo(path: string, key: string): string {
  const name = key.length <= 100 ? key : `${key.slice(0, 99)}…`;
  return /^\d+$/.test(name) ? `${path}[${name}]` : `${path}.${name}`;
}

/** The internals of a zod schema. This also works with another copy of zod; about any other object nothing is known. */
interface Schema {
  _zod?: {
    optout?: string;
    def: {
      type: string;
      shape?: Record<string, Schema>;
      catchall?: Schema;
      element?: Schema;
      items?: Schema[];
      rest?: Schema | null;
      valueType?: Schema;
      partial?: boolean;
      innerType?: Schema;
      out?: Schema;
      getter?: () => Schema;
      options?: Schema[];
      left?: Schema;
      right?: Schema;
    };
  };
}

/** What a policy's `context` schema says about the fields of the parsed context. */
export function fieldsOf(schema: unknown): Fields {
  return fieldsOfAny(alternatives(schema as Schema | undefined));
}

function fieldsOfAny(schemas: Schema[]): Fields {
  return {
    mayLack: (key) => schemas.some((schema) => mayLack(schema, key)),
    of: (key) => fieldsOfAny(schemas.flatMap((schema) => alternatives(child(schema, key)))),
  };
}

/** The schemas of objects and arrays that a value may have under this schema, for example one for each option of a union. */
function alternatives(schema: Schema | null | undefined, depth = 0): Schema[] {
  const def = schema?._zod?.def;
  if (!schema || !def || depth > 50) return [];
  const inner = [def.innerType, def.out, def.getter?.(), def.left, def.right, ...(def.options ?? [])];
  const found = inner.filter((each) => each !== undefined);
  return found.length === 0 ? [schema] : found.flatMap((each) => alternatives(each, depth + 1));
}

function mayLack({ _zod }: Schema, key: string): boolean {
  const { shape, valueType, partial } = _zod?.def ?? {};
  if (shape && Object.hasOwn(shape, key)) return isOptional(shape[key]);
  return partial === true || isOptional(valueType);
}

function isOptional(schema: Schema | undefined): boolean {
  return schema?._zod?.optout === 'optional';
}

function child({ _zod }: Schema, key: string): Schema | null | undefined {
  const def = _zod?.def;
  if (def?.shape) return Object.hasOwn(def.shape, key) ? def.shape[key] : def.catchall;
  return def?.element ?? def?.valueType ?? def?.items?.[Number(key)] ?? def?.rest;
}
