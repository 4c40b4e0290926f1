import type { z } from 'zod';
import type { EscalationListOptions } from '../../client';
import { defined } from '../../contract/defined';
import { DurationSchema } from '../../contract/duration';
import { ESCALATION_ORDERS, type EscalationOrder, type Level, LEVELS } from '../../contract/names';
import { SearchSchema } from '../../contract/search-pattern';
import { NameSchema } from '../../contract/text';
import { withQuery } from './addresses';
import {
  filtersIn,
  type ListQuery,
  oneIn,
  PAGE_SIZES,
  pageIn,
  severalIn,
  textsIn,
  without,
} from './list-query';

/*
 * The list of escalations that an address asks for.
 */

export const ESCALATION_LISTS = ['mine', 'all'] as const;
/** The statuses with a tab, and the parts of the open ones. */
export const LISTED_STATUSES = ['open', 'resolved', 'cancelled'] as const;
const STATUSES = [...LISTED_STATUSES, 'pending', 'acknowledged'] as const;

/** The filters with one text each, in the order of the form. */
const TEXT_FILTERS = {
  q: SearchSchema,
  run: NameSchema,
  team: NameSchema,
  newer: DurationSchema,
  older: DurationSchema,
  due: DurationSchema,
} satisfies Record<string, z.ZodType>;

type TextFilters = { [Name in keyof typeof TEXT_FILTERS]?: z.output<(typeof TEXT_FILTERS)[Name]> };

export interface EscalationsQuery extends TextFilters, ListQuery {
  show: (typeof ESCALATION_LISTS)[number];
  status: (typeof STATUSES)[number];
  level?: Level[];
  order?: EscalationOrder;
}

/** Reads the query of an address. A parameter that is not valid is left out. If it is a filter, `problems` names it. */
export function escalationsQuery(params: URLSearchParams): EscalationsQuery {
  const status = oneIn(params, 'status', STATUSES) ?? 'open';
  const order = oneIn(params, 'order', ESCALATION_ORDERS);
  const found: EscalationsQuery = {
    show: oneIn(params, 'show', ESCALATION_LISTS) ?? 'mine',
    status,
    ...textsIn(params, TEXT_FILTERS),
    ...defined({
      level: severalIn(params, 'level', LEVELS),
      order: order === defaultOrder(status) ? undefined : order,
    }),
    ...pageIn(params),
  };
  return withStatus(found, status);
}

/** Whether escalations with this status can have a deadline. */
export function isOpen(status: EscalationsQuery['status']): boolean {
  return status !== 'resolved' && status !== 'cancelled';
}

/** The same list with another status. Only open escalations have a deadline. */
export function withStatus(query: EscalationsQuery, status: EscalationsQuery['status']): EscalationsQuery {
  const { order, due, ...rest } = query;
  if (isOpen(status)) return { ...query, status };
  return { ...rest, status, ...(order !== 'deadline' && defined({ order })) };
}

/** Open escalations come by deadline, others by their end. */
export function defaultOrder(status: EscalationsQuery['status']): EscalationOrder {
  return isOpen(status) ? 'deadline' : 'newest';
}

/** The address of a list. Default values are left out. */
export function escalationsAt({
  problems: _problems,
  show,
  status,
  limit,
  ...rest
}: EscalationsQuery): string {
  return withQuery('/escalations', {
    ...(show !== 'mine' && { show }),
    ...(status !== 'open' && { status }),
    ...rest,
    ...(limit !== undefined && { limit: `${limit}` }),
  });
}

export const FILTER_NAMES = ['level', ...(Object.keys(TEXT_FILTERS) as (keyof TextFilters)[])] as const;

export type FilterName = (typeof FILTER_NAMES)[number];

/** The address of the first page, without the filters of these names. */
export function escalationsWithout(query: EscalationsQuery, names: readonly FilterName[]): string {
  return escalationsAt(without(query, names));
}

/** The filters that are set, in the order of the form. */
export function activeFilters(query: EscalationsQuery): [FilterName, string][] {
  return filtersIn(query, FILTER_NAMES);
}

/** What to list. In the reader's own list, `team` must be one of the reader's names: see the caller. */
export function listOptions(query: EscalationsQuery): EscalationListOptions {
  const { q, show, status, level, run, team, newer, older, due, cursor } = query;
  const { order = defaultOrder(status), limit = PAGE_SIZES[0] } = query;
  const assignee = team ?? (show === 'mine' ? 'me' : undefined);
  const filter = { status, level, runId: run, newerThan: newer, olderThan: older, dueWithin: due };
  return { order, limit, ...defined({ ...filter, assignee, cursor, search: q }) };
}
