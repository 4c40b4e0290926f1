import type { z } from 'zod';
import { defined } from '../../contract/defined';

/*
 * What the addresses of all lists have in common: filters, which a form sends and a link keeps, and the page.
 */

export const PAGE_SIZES = [50, 100, 200, 500] as const;

/** The part of a query that every list has. */
export interface ListQuery {
  limit?: number;
  cursor?: string;
  /** Filters that are not valid and so not applied, each as a sentence. */
  problems?: string[];
}

type Texts<Schemas extends Record<string, z.ZodType>> = { [Name in keyof Schemas]?: z.output<Schemas[Name]> };

/** Reads the filters with one text each. What is not valid is left out, and `problems` says so. */
export function textsIn<Schemas extends Record<string, z.ZodType>>(
  params: URLSearchParams,
  schemas: Schemas,
): Texts<Schemas> & Pick<ListQuery, 'problems'> {
  const texts: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(schemas)) {
    const value = textIn(params, name);
    if (value === undefined) continue;
    const parsed = schema.safeParse(value);
    if (parsed.success) texts[name] = parsed.data;
    else
      problems.push(`The filter ${name} is left out: '${value}' ${parsed.error.issues[0]?.message ?? ''}.`);
  }
  return { ...(texts as Texts<Schemas>), ...(problems.length > 0 && { problems }) };
}

/** The text of a parameter, or undefined if it is empty. */
export function textIn(params: URLSearchParams, name: string): string | undefined {
  return params.get(name)?.trim() || undefined;
}

/** The parameter's value, if it is one of these. */
export function oneIn<Value extends string>(
  params: URLSearchParams,
  name: string,
  values: readonly Value[],
): Value | undefined {
  return values.find((value) => value === textIn(params, name));
}

/** The values of a repeated parameter that are among these. Undefined if there are none. */
export function severalIn<Value extends string>(
  params: URLSearchParams,
  name: string,
  values: readonly Value[],
): Value[] | undefined {
  const given = values.filter((value) => params.getAll(name).includes(value));
  return given.length > 0 ? given : undefined;
}

/** How many rows, and from where. The default size is left out. */
export function pageIn(params: URLSearchParams): Pick<ListQuery, 'limit' | 'cursor'> {
  const limit = PAGE_SIZES.find((each) => `${each}` === textIn(params, 'limit') && each !== PAGE_SIZES[0]);
  return defined({ limit, cursor: textIn(params, 'cursor') });
}

/** The query of the first page, without the filters of these names. */
export function without<Query extends object>(query: Query, names: readonly string[]): Query {
  const left = Object.entries(query).filter(([name]) => name !== 'cursor' && !names.includes(name));
  return Object.fromEntries(left) as Query;
}

/** The filters of these names that are set, in this order. */
export function filtersIn<Name extends string>(
  query: { [Key in Name]?: string | readonly string[] },
  names: readonly Name[],
): [Name, string][] {
  return names.flatMap((name) => {
    const value = query[name];
    return value === undefined ? [] : [[name, [value].flat().join(', ')] as [Name, string]];
  });
}
