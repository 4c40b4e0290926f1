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

/*
 * The list of the inbox that an address asks for: which list, its filters, its order and its page.
 */

export const LISTS = ['mine', 'teams', 'all'] as const;
export type ListName = (typeof LISTS)[number];

export const PAGE_SIZES = [50, 100, 200, 500] as const;

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

export interface InboxQuery extends TextFilters {
  show: ListName;
  /** `decided`: everything that is not pending. */
  status: RequestStatus | 'decided';
  kind?: RequestKind;
  severity?: Severity[];
  order?: RequestOrder;
  limit?: number;
  cursor?: string;
  /** Filters that are not valid and so not applied, each as a sentence. */
  problems?: string[];
}

/** Reads the query of an address. What is not valid is left out; of a filter, `problems` says so. */
export function inboxQuery(params: URLSearchParams): InboxQuery {
  const one = (name: string) => params.get(name)?.trim() || undefined;
  const texts: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(TEXT_FILTERS)) {
    const value = one(name);
    if (value === undefined) continue;
    const parsed = schema.safeParse(value);
    if (parsed.success) texts[name] = parsed.data;
    else
      problems.push(`The filter ${name} is left out: '${value}' ${parsed.error.issues[0]?.message ?? ''}.`);
  }
  const severity = SEVERITIES.filter((each) => params.getAll('severity').includes(each));
  const status = [...REQUEST_STATUSES, 'decided' as const].find((each) => each === one('status'));
  const order = REQUEST_ORDERS.find((each) => each === one('order'));
  const found: InboxQuery = {
    show: LISTS.find((show) => show === one('show')) ?? 'mine',
    status: status ?? 'pending',
    ...texts,
    ...(severity.length > 0 && { severity }),
    ...defined({
      kind: REQUEST_KINDS.find((each) => each === one('kind')),
      order: order === defaultOrder(status ?? 'pending') ? undefined : order,
      limit: PAGE_SIZES.find((each) => `${each}` === one('limit') && each !== PAGE_SIZES[0]),
      cursor: one('cursor'),
    }),
    ...(problems.length > 0 && { problems }),
  };
  return withStatus(found, found.status);
}

/** The same list with another status. Only pending requests have a deadline. */
export function withStatus(query: InboxQuery, status: InboxQuery['status']): InboxQuery {
  const { order, due, ...rest } = query;
  if (status === 'pending') return { ...query, status };
  return { ...rest, status, ...(order !== 'deadline' && defined({ order })) };
}

/** Pending requests come by deadline, others by their end. */
export function defaultOrder(status: InboxQuery['status']): RequestOrder {
  return status === 'pending' ? 'deadline' : 'newest';
}

/** The address of a list. Default values are left out. */
export function inboxAt({ problems: _problems, show, status, limit, ...rest }: InboxQuery): string {
  return withQuery('/', {
    ...(show !== 'mine' && { show }),
    ...(status !== 'pending' && { status }),
    ...rest,
    ...(limit !== undefined && { limit: `${limit}` }),
  });
}

/** The address of the first page, without the filters of these names. */
export function inboxWithout(query: InboxQuery, names: readonly FilterName[]): string {
  const left = Object.entries(query).filter(([name]) => !(names as readonly string[]).includes(name));
  const { cursor: _cursor, ...rest } = Object.fromEntries(left) as unknown as InboxQuery;
  return inboxAt(rest);
}

export const FILTER_NAMES = [
  'kind',
  'severity',
  ...(Object.keys(TEXT_FILTERS) as (keyof TextFilters)[]),
] as const;

export type FilterName = (typeof FILTER_NAMES)[number];

/** The filters that are set, in the order of the form. */
export function activeFilters(query: InboxQuery): [FilterName, string][] {
  return FILTER_NAMES.flatMap((name) => {
    const value = query[name];
    return value === undefined ? [] : [[name, [value].flat().join(', ')] as [FilterName, string]];
  });
}

/** What to list. The names of the list itself are not part of it. */
export function listOptions(query: InboxQuery): Omit<ListOptions, 'concerning' | 'approver'> {
  const { status, kind, severity, action, resource, requester, run, policy, newer, older, due } = query;
  const { order = defaultOrder(status), limit = PAGE_SIZES[0], cursor } = query;
  const filter: RequestFilter = defined({
    status: status === 'decided' ? ('ended' as const) : status,
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
  return { ...filter, order, limit, ...defined({ cursor }) };
}
