/** A JSON Schema, as zod writes it. */
export interface JsonSchema {
  [key: string]: unknown;
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema | boolean;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
}

/** What other programs and histories depend on. */
export interface Contract {
  /** The JSON Schema of each message and start argument. */
  schemas: Record<string, JsonSchema>;
  /** Lists of names, and maps of names to values. */
  names: Record<string, string[] | Record<string, string>>;
  /** Limits of input. A lower limit refuses what was accepted. */
  limits: Record<string, number>;
}

/** Why a sender that knows the frozen contract would be refused or misunderstood now. Empty if everything still fits. */
export function brokenPromises(frozen: Contract, now: Contract): string[] {
  const schemas = Object.entries(frozen.schemas).flatMap(([name, schema]) => {
    const present = now.schemas[name];
    return present === undefined ? [`${name} was removed or renamed`] : schemaProblems(schema, present, name);
  });
  const names = Object.entries(frozen.names).flatMap(([name, values]) =>
    entriesOf(values).flatMap(([key, value]) => {
      const present = Object.fromEntries(entriesOf(now.names[name] ?? []))[key];
      if (present === undefined) return [`${name}: ${key} was removed or renamed`];
      return present === value ? [] : [`${name}: ${key} was '${value}' and is now '${present}'`];
    }),
  );
  const limits = Object.entries(frozen.limits)
    .filter(([name, limit]) => (now.limits[name] ?? 0) < limit)
    .map(([name, limit]) => `limit ${name} was ${limit} and is now ${now.limits[name] ?? 'absent'}`);
  return [...schemas, ...names, ...limits];
}

/** Messages and names that the frozen contract does not have. Each needs a line there, so that it is frozen, too. */
export function additions(frozen: Contract, now: Contract): string[] {
  const schemas = Object.keys(now.schemas).filter((name) => frozen.schemas[name] === undefined);
  const names = Object.entries(now.names).flatMap(([name, values]) => {
    const known = new Set(entriesOf(frozen.names[name] ?? []).map(([key]) => key));
    return entriesOf(values)
      .filter(([key]) => !known.has(key))
      .map(([key]) => `${name}: ${key}`);
  });
  return [...schemas, ...names];
}

function entriesOf(values: string[] | Record<string, string>): [string, string][] {
  return Array.isArray(values) ? values.map((value) => [value, value]) : Object.entries(values);
}

/**
 * Why a value that fits the frozen schema might not fit the current one. It is strict where it cannot tell: a pattern or a format
 * that changed counts as narrower.
 */
export function schemaProblems(frozen: JsonSchema, now: JsonSchema, path: string): string[] {
  const known = new Map<string, string[]>();
  const compare = (before: JsonSchema, after: JsonSchema, at: string): string[] => {
    if (before.$ref === undefined && after.$ref === undefined) return compareResolved(before, after, at);
    const pair = `${before.$ref ?? JSON.stringify(before)} ${after.$ref ?? JSON.stringify(after)}`;
    const found = known.get(pair);
    if (found !== undefined) return found;
    // A definition that contains itself fits where nothing else in it is narrower.
    known.set(pair, []);
    const problems = compareResolved(resolved(before, frozen), resolved(after, now), at);
    known.set(pair, problems);
    return problems;
  };
  const compareResolved = (before: JsonSchema, after: JsonSchema, at: string): string[] => {
    const [olds, news] = [branches(before), branches(after)];
    if (olds !== undefined || news !== undefined)
      return (olds ?? [before]).flatMap((old, index) => {
        const tries = (news ?? [after]).map((each) => compare(old, each, at));
        if (tries.some((found) => found.length === 0)) return [];
        return tries.length === 1
          ? (tries[0] ?? [])
          : [`${at}: choice ${index + 1} is not accepted any more`];
      });
    return [
      ...typeProblems(before, after, at),
      ...boundProblems(before, after, at),
      ...fieldProblems(before, after, at, compare),
      ...itemProblems(before, after, at, compare),
      ...(after.allOf ?? []).flatMap((each) =>
        (before.allOf ?? [before]).some((old) => compare(old, each, at).length === 0)
          ? []
          : [`${at}: a condition was added`],
      ),
    ];
  };
  return [...new Set(compare(frozen, now, path))];
}

type Compare = (before: JsonSchema, after: JsonSchema, at: string) => string[];

function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  if (schema.$ref === '#') return root;
  return root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {};
}

function branches({ anyOf, oneOf }: JsonSchema): JsonSchema[] | undefined {
  return anyOf ?? oneOf;
}

function typeProblems(before: JsonSchema, after: JsonSchema, at: string): string[] {
  const [were, are] = [valuesOf(before), valuesOf(after)];
  if (are !== undefined) {
    if (were === undefined) return [`${at}: only certain values are accepted now`];
    const lost = were.filter((value) => !are.includes(value));
    if (lost.length > 0) return [`${at}: ${lost.join(', ')} was removed`];
  }
  if (after.type === undefined) return [];
  const types = [after.type].flat();
  const lost = before.type === undefined ? (were ? [] : ['any']) : [before.type].flat();
  const refused = lost.filter(
    (type) => !types.includes(type) && !(type === 'integer' && types.includes('number')),
  );
  return refused.length > 0 ? [`${at}: type ${refused.join(', ')} is not accepted any more`] : [];
}

function valuesOf({ enum: values, const: only }: JsonSchema): string[] | undefined {
  return only === undefined ? values?.map((value) => JSON.stringify(value)) : [JSON.stringify(only)];
}

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties', 'multipleOf'];
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const FIXED = ['pattern', 'format', 'uniqueItems', 'contentEncoding', 'not'];

function boundProblems(before: JsonSchema, after: JsonSchema, at: string): string[] {
  const isNarrower = (key: string) => {
    const [was, is] = [before[key], after[key]];
    if (is === undefined || JSON.stringify(was) === JSON.stringify(is)) return false;
    if (FIXED.includes(key) || key === 'multipleOf' || was === undefined) return true;
    return LOWER.includes(key) ? Number(is) > Number(was) : Number(is) < Number(was);
  };
  return [...LOWER, ...UPPER, ...FIXED]
    .filter(isNarrower)
    .map(
      (key) => `${at}: ${key} was ${JSON.stringify(before[key])} and is now ${JSON.stringify(after[key])}`,
    );
}

function fieldProblems(before: JsonSchema, after: JsonSchema, at: string, compare: Compare): string[] {
  const required = (after.required ?? [])
    .filter((name) => !before.required?.includes(name))
    .map((name) => `${at}.${name} is required now`);
  const fields = Object.entries(before.properties ?? {}).flatMap(([name, old]) => {
    const present = after.properties?.[name];
    return present === undefined
      ? [`${at}.${name} was removed or renamed`]
      : compare(old, present, `${at}.${name}`);
  });
  return [...required, ...fields, ...restProblems(before, after, at, compare)];
}

/** Fields that have no name in the schema. */
function restProblems(before: JsonSchema, after: JsonSchema, at: string, compare: Compare): string[] {
  const [was, is] = [before.additionalProperties ?? true, after.additionalProperties ?? true];
  if (was === false || is === true) return [];
  if (is === false) return [`${at}: other fields are not accepted any more`];
  return compare(was === true ? {} : was, is, `${at}.*`);
}

function itemProblems(before: JsonSchema, after: JsonSchema, at: string, compare: Compare): string[] {
  if (typeof after.items !== 'object') return [];
  return compare(typeof before.items === 'object' ? before.items : {}, after.items, `${at}[]`);
}
