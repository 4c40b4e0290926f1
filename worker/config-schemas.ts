import { z } from 'zod';
import { ConfigSchema } from '../contract/config/config';

/** The keys that the config may have at a path. */
export function keysAt(path: readonly PropertyKey[], written: unknown): string[] {
  return schemasAt(path, written).flatMap((schema) => Object.keys(shapeOf(schema)));
}

/** The values that `type` may have in the object at a path. */
export function typesAt(path: readonly PropertyKey[], written: unknown): string[] {
  return schemasAt(path, written)
    .map(typeOf)
    .filter((type) => typeof type === 'string');
}

/** The schemas that can apply at a path. A union has several. */
function schemasAt(path: readonly PropertyKey[], written: unknown): z.core.$ZodType[] {
  let schemas = alternatives(ConfigSchema, written);
  path.forEach((part, index) => {
    const value = valueAt(written, path.slice(0, index + 1));
    schemas = schemas
      .flatMap((schema) => partOf(schema, part))
      .flatMap((schema) => alternatives(schema, value));
  });
  return schemas;
}

/**
 * The schema without its default, or the alternatives of a union. For a union by type, only the alternative that
 * `value` names.
 */
function alternatives(schema: z.core.$ZodType, value: unknown): z.core.$ZodType[] {
  const { innerType, options } = schema._zod.def as Partial<{
    innerType: z.core.$ZodType;
    options: z.core.$ZodType[];
  }>;
  if (innerType) return alternatives(innerType, value);
  if (!options) return [schema];
  const all = options.flatMap((option) => alternatives(option, value));
  const { type } = Object(value) as { type?: unknown };
  const named = all.filter((option) => type !== undefined && typeOf(option) === type);
  return named.length > 0 ? named : all;
}

function partOf(schema: z.core.$ZodType, part: PropertyKey): z.core.$ZodType[] {
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  const found = shapeOf(schema)[part];
  return found === undefined ? [] : [found];
}

function shapeOf(schema: z.core.$ZodType): Record<PropertyKey, z.core.$ZodType> {
  return schema instanceof z.ZodObject ? schema.shape : {};
}

function typeOf(schema: z.core.$ZodType): unknown {
  const { type } = shapeOf(schema);
  return type instanceof z.ZodLiteral ? type.value : undefined;
}

/** The value at a path of the config as it is written. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part], root);
}
