import type { JsonSchema } from './contract-compat';

/** What programs read: answers of the API with the views of the client, and bodies of webhooks. */
export interface Results {
  /** The JSON Schema of each result, by name. */
  schemas: Record<string, JsonSchema>;
  /** What `$ref` in them leads to, by name. */
  definitions: Record<string, JsonSchema>;
}

/** How the present results differ from the frozen ones for a reader. */
export interface ResultChanges {
  /** What a reader who knows the frozen results would miss or not understand. */
  broken: string[];
  /** Fields, values and results that the frozen results do not have. */
  added: string[];
}

/**
 * Compares what a reader gets now with what was frozen. A result may gain fields and values. It may not lose a field, leave
 * out what was always there, or have a value of another type.
 */
export function resultChanges(frozen: Results, now: Results): ResultChanges {
  const found: ResultChanges = { broken: [], added: [] };
  const known = new Map<string, ResultChanges>();
  const compare = (given: JsonSchema, present: JsonSchema, at: string, into: ResultChanges): void => {
    const [was, is] = [nameOf(given), nameOf(present)];
    if (was === undefined || is === undefined) return compareResolved(given, present, at, into);
    // A definition is compared once, whatever leads to it, and a problem in it has its name.
    let changes = known.get(`${was} ${is}`);
    if (changes === undefined) {
      changes = { broken: [], added: [] };
      known.set(`${was} ${is}`, changes);
      compareResolved(given, present, was === is ? is : at, changes);
    }
    into.broken.push(...changes.broken);
    into.added.push(...changes.added);
  };
  const compareResolved = (given: JsonSchema, present: JsonSchema, at: string, into: ResultChanges): void => {
    const [before, after] = [resolved(given, frozen), resolved(present, now)];
    const [olds, news] = [choicesOf(before), choicesOf(after)];
    if (olds !== undefined || news !== undefined)
      return compareChoices(olds ?? [before], news ?? [after], at, into);
    compareTypes(before, after, at, into);
    compareFields(before, after, at, into);
    for (const key of ['items', 'additionalProperties'] as const) {
      const [was, is] = [before[key], after[key]];
      if (isSchema(was) && isSchema(is)) compare(was, is, `${at}${key === 'items' ? '[]' : '.*'}`, into);
    }
  };
  const compareFields = (before: JsonSchema, after: JsonSchema, at: string, into: ResultChanges): void => {
    for (const [name, field] of Object.entries(before.properties ?? {})) {
      const kept = after.properties?.[name];
      if (kept === undefined) into.broken.push(`${at}.${name} was removed or renamed`);
      else compare(field, kept, `${at}.${name}`, into);
    }
    for (const name of before.required ?? [])
      if (after.properties?.[name] !== undefined && !after.required?.includes(name))
        into.broken.push(`${at}.${name} may be absent now`);
    for (const name of Object.keys(after.properties ?? {}))
      if (before.properties?.[name] === undefined) into.added.push(`${at}.${name}`);
  };
  /** Each present choice must be one of the frozen choices, perhaps with new fields. */
  const compareChoices = (olds: JsonSchema[], news: JsonSchema[], at: string, into: ResultChanges): void => {
    news.forEach((present, index) => {
      const tries = olds.map((old) => {
        const result: ResultChanges = { broken: [], added: [] };
        compare(old, present, at, result);
        return result;
      });
      const fitting = tries.filter(({ broken }) => broken.length === 0);
      const [best] = fitting.sort((one, other) => one.added.length - other.added.length);
      if (best !== undefined) into.added.push(...best.added);
      else if (tries.length === 1 && news.length === 1) into.broken.push(...(tries[0]?.broken ?? []));
      else into.broken.push(`${at}: choice ${index + 1} is not one of the frozen choices`);
    });
  };
  for (const [name, schema] of Object.entries(frozen.schemas)) {
    const present = now.schemas[name];
    if (present === undefined) found.broken.push(`${name} was removed or renamed`);
    else compare(schema, present, name, found);
  }
  for (const name of Object.keys(now.schemas)) if (frozen.schemas[name] === undefined) found.added.push(name);
  return { broken: [...new Set(found.broken)], added: [...new Set(found.added)] };
}

function nameOf({ $ref }: JsonSchema): string | undefined {
  return $ref?.split('/').at(-1);
}

function resolved(schema: JsonSchema, { definitions }: Results): JsonSchema {
  const name = nameOf(schema);
  return name === undefined ? schema : resolved(definitions[name] ?? {}, { schemas: {}, definitions });
}

function choicesOf({ anyOf, oneOf }: JsonSchema): JsonSchema[] | undefined {
  return anyOf ?? oneOf;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null;
}

function compareTypes(before: JsonSchema, after: JsonSchema, at: string, into: ResultChanges): void {
  const [were, are] = [typesOf(before), typesOf(after)];
  const isOther = (type: string) => !were.includes(type) && !(type === 'integer' && were.includes('number'));
  if (were.length > 0) {
    if (are.length === 0) into.broken.push(`${at}: may now be of any type`);
    const others = are.filter(isOther);
    if (others.length > 0) into.broken.push(`${at}: may now be ${others.join(' or ')}`);
  }
  if (before.format !== undefined && before.format !== after.format)
    into.broken.push(
      `${at}: format was ${JSON.stringify(before.format)} and is now ${JSON.stringify(after.format)}`,
    );
  const [values, present] = [valuesOf(before), valuesOf(after)];
  if (values === undefined) return;
  if (present === undefined) into.broken.push(`${at}: may now have any value`);
  for (const value of present ?? []) if (!values.includes(value)) into.added.push(`${at}: ${value}`);
  for (const value of values)
    if (present !== undefined && !present.includes(value))
      into.broken.push(`${at}: ${value} was removed or renamed`);
}

function typesOf({ type, const: only, enum: values }: JsonSchema): string[] {
  if (type !== undefined) return [type].flat();
  const given = only === undefined ? (values ?? []) : [only];
  return [...new Set(given.map((value) => (value === null ? 'null' : typeof value)))];
}

function valuesOf({ enum: values, const: only }: JsonSchema): string[] | undefined {
  return only === undefined ? values?.map((value) => JSON.stringify(value)) : [JSON.stringify(only)];
}
