import type { z } from 'zod';
import type { ListOptions, RequestFilter } from '../../client';
import { defined } from '../../contract/defined';
import { DurationSchema } from '../../contract/duration';
import {
  REQUEST_KINDS,
  REQUEST_ORDERS,
  REQUEST_STATUSES,
  type RequestKind,
  type RequestOrder,
  type RequestStatus,
  SEVERITIES,
  type Severity,
} from '../../contract/names';
import { NamePatternSchema } from '../../contract/search-pattern';
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
 * The list of the inbox that an address asks for: which list, its filters, its order and its page. A search is also
 * such a list: all requests with these words.
 */

export const LISTS = ['mine', 'teams', 'all'] as const;
export type ListName = (typeof LISTS)[number];

/** The filters with one text each, in the order of the form. */
const TEXT_FILTERS = {
  action: NamePatternSchema,
  resource: NamePatternSchema,
  requester: NamePatternSchema,
  run: NameSchema,
  policy: NameSchema,
  team: NameSchema,
  newer: DurationSchema,
  older: DurationSchema,
  due: DurationSchema,
} satisfies Record<string, z.ZodType>;

type TextFilters = { [Name in keyof typeof TEXT_FILTERS]?: z.output<(typeof TEXT_FILTERS)[Name]> };

export interface InboxQuery extends TextFilters, ListQuery {
  /** The words of a search. */
  q?: string;
  show: ListName;
  /** `decided`: everything that is not pending. `any`: only for a search. */
  status: RequestStatus | 'decided' | 'any';
  kind?: RequestKind;
  severity?: Severity[];
  order?: RequestOrder;
}

/**
 * Reads the query of an address. `q`: the words of a search. A parameter that is not valid is left out. If it is a
 * filter, `problems` names it.
 */
export function inboxQuery(params: URLSearchParams, q?: string): InboxQuery {
  const statuses = [...REQUEST_STATUSES, 'decided' as const, ...(q === undefined ? [] : ['any' as const])];
  const status = oneIn(params, 'status', statuses) ?? defaultStatus(q);
  const order = oneIn(params, 'order', REQUEST_ORDERS);
  const found: InboxQuery = {
    ...defined({ q }),
    show: oneIn(params, 'show', LISTS) ?? defaultShow(q),
    status,
    ...textsIn(params, TEXT_FILTERS),
    ...defined({
      severity: severalIn(params, 'severity', SEVERITIES),
      kind: oneIn(params, 'kind', REQUEST_KINDS),
      order: order === defaultOrder(status) ? undefined : order,
    }),
    ...pageIn(params),
  };
  return withStatus(found, status);
}

/** A search covers all requests that the reader may read. */
export function defaultShow(q: string | undefined): ListName {
  return q === undefined ? 'mine' : 'all';
}

function defaultStatus(q: string | undefined): InboxQuery['status'] {
  return q === undefined ? 'pending' : 'any';
}

/** Whether requests with this status can have a deadline. */
export function canBeDue(status: InboxQuery['status']): boolean {
  return status === 'pending' || status === 'any';
}

/** The same list with another status. Only pending requests have a deadline. */
export function withStatus(query: InboxQuery, status: InboxQuery['status']): InboxQuery {
  const { order, due, ...rest } = query;
  if (canBeDue(status)) return { ...query, status };
  return { ...rest, status, ...(order !== 'deadline' && defined({ order })) };
}

/** Pending requests come by deadline, others by their end. */
export function defaultOrder(status: InboxQuery['status']): RequestOrder {
  return status === 'pending' ? 'deadline' : 'newest';
}

/** The address of a list. Default values are left out. */
export function inboxAt({ problems: _problems, q, show, status, limit, ...rest }: InboxQuery): string {
  return withQuery(q === undefined ? '/' : '/search', {
    q,
    ...(show !== defaultShow(q) && { show }),
    ...(status !== defaultStatus(q) && { status }),
    ...rest,
    ...(limit !== undefined && { limit: `${limit}` }),
  });
}

/** The address of the first page, without the filters of these names. */
export function inboxWithout(query: InboxQuery, names: readonly FilterName[]): string {
  return inboxAt(without(query, names));
}

export const FILTER_NAMES = [
  'kind',
  'severity',
  ...(Object.keys(TEXT_FILTERS) as (keyof TextFilters)[]),
] as const;

export type FilterName = (typeof FILTER_NAMES)[number];

/** The filters that are set, in the order of the form. */
export function activeFilters(query: InboxQuery): [FilterName, string][] {
  return filtersIn(query, FILTER_NAMES);
}

const STATUS_OF = { decided: 'ended', any: undefined } as const;

/** What to list. The names of the list itself are not part of it. */
export function listOptions(query: InboxQuery): Omit<ListOptions, 'concerning' | 'approver'> {
  const { q, status, kind, severity, action, resource, requester, run, policy, newer, older, due } = query;
  const { order = defaultOrder(status), limit = PAGE_SIZES[0], cursor } = query;
  const filter: RequestFilter = defined({
    status: status === 'decided' || status === 'any' ? STATUS_OF[status] : status,
    kind,
    severity,
    action,
    resource,
    requesterId: requester,
    runId: run,
    policy,
    newerThan: newer,
    olderThan: older,
    dueWithin: due,
  });
  return { ...filter, order, limit, ...defined({ cursor, search: q }) };
}
