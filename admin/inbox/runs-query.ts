import type { z } from 'zod';
import type { RunFilter, RunListOptions } from '../../client';
import { defined } from '../../contract/defined';
import { DurationSchema } from '../../contract/duration';
import { RUN_ORDERS, RUN_STATUSES, type RunOrder, type RunStatus } from '../../contract/names';
import { NamePatternSchema } from '../../contract/search-pattern';
import { withQuery } from './addresses';
import { filtersIn, type ListQuery, oneIn, PAGE_SIZES, pageIn, textsIn, without } from './list-query';

/*
 * The list of agent runs that an address asks for.
 */

const TEXT_FILTERS = {
  agent: NamePatternSchema,
  requester: NamePatternSchema,
  newer: DurationSchema,
  older: DurationSchema,
} satisfies Record<string, z.ZodType>;

type TextFilters = { [Name in keyof typeof TEXT_FILTERS]?: z.output<(typeof TEXT_FILTERS)[Name]> };

export interface RunsQuery extends TextFilters, ListQuery {
  /** Default: any. */
  status?: RunStatus;
  order?: RunOrder;
}

/** Reads the query of an address. A parameter that is not valid is left out. If it is a filter, `problems` names it. */
export function runsQuery(params: URLSearchParams): RunsQuery {
  const order = oneIn(params, 'order', RUN_ORDERS);
  return {
    ...textsIn(params, TEXT_FILTERS),
    ...defined({
      status: oneIn(params, 'status', RUN_STATUSES),
      order: order === RUN_ORDERS[0] ? undefined : order,
    }),
    ...pageIn(params),
  };
}

/** The address of a list. Default values are left out. */
export function runsAt({ problems: _problems, limit, ...rest }: RunsQuery): string {
  return withQuery('/runs', { ...rest, ...(limit !== undefined && { limit: `${limit}` }) });
}

export const FILTER_NAMES = Object.keys(TEXT_FILTERS) as (keyof TextFilters)[];

export type FilterName = (typeof FILTER_NAMES)[number];

/** The address of the first page, without the filters of these names. */
export function runsWithout(query: RunsQuery, names: readonly FilterName[]): string {
  return runsAt(without(query, names));
}

/** The filters that are set, in the order of the form. */
export function activeFilters(query: RunsQuery): [FilterName, string][] {
  return filtersIn(query, FILTER_NAMES);
}

/** Which runs to list or to count. */
export function filterOf({ status, agent, requester, newer, older }: RunsQuery): RunFilter {
  return defined({ status, agent, requesterId: requester, newerThan: newer, olderThan: older });
}

/** What to list. */
export function listOptions(query: RunsQuery): RunListOptions {
  const { order, limit = PAGE_SIZES[0], cursor } = query;
  return { ...filterOf(query), limit, ...defined({ order, cursor }) };
}
