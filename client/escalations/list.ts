import { defineSearchAttributeKey } from '@temporalio/common';
import { defined } from '../../contract/defined';
import type { Duration } from '../../contract/duration';
import { InvalidInput } from '../../contract/errors';
import {
  ESCALATION_ORDERS,
  type EscalationOrder,
  type EscalationStatus,
  ESCALATION_STATUSES,
  type Level,
  LEVELS,
  WORKFLOW_TYPES,
} from '../../contract/names';
import type { EscalationItem } from '../../contract/records/lists';
import { searchedTexts } from '../../rules/requests/search-words';
import { onlyKnown } from '../input';
import {
  type Order,
  type OrderedList,
  readList,
  type SearchedPage,
  searchList,
} from '../temporal/ordered-list';
import { countMatching, type PageOptions } from '../temporal/page';
import { approverIn, dueBy, equals, idIn, isAnyOf, startedWithin, quoted } from '../temporal/query-terms';
import type { Row } from '../temporal/row';
import type { Session } from '../temporal/session';
import { escalationStatusOf, hasUnlistedApprovers, levelOf, openFieldsOf } from '../temporal/status';

/** Which escalations to list. Every field narrows the list. */
export interface EscalationFilter {
  /** `open`: pending or acknowledged. */
  status?: EscalationStatus | 'open';
  /** The current level, or the last one. Any of these. */
  level?: Level | Level[];
  /** Escalations assigned to any of these people and teams, now or at the end. */
  assignee?: string | string[];
  /** Escalations of this agent run or of this request. */
  runId?: string;
  /** Only escalations with any of these ids. */
  ids?: string[];
  /** Opened longer ago than this. */
  olderThan?: Duration;
  /** Opened within this time. */
  newerThan?: Duration;
  /** Open escalations whose deadline is within this time, or has passed. */
  dueWithin?: Duration;
}

export type { EscalationItem };

/** Which escalations a list contains, in which order, and which page of it. */
export interface EscalationListOptions extends EscalationFilter, PageOptions {
  /**
   * `newest` (default): first the open escalations, newest first, then the others, latest end first.
   * `deadline`: only the open ones, soonest deadline first, those without one last.
   * `age`: the escalation that began first comes first.
   * `level`: the highest first; within a level as `newest`.
   */
  order?: EscalationOrder;
  /** Only escalations with all of these words in reason, run, request or id. Works like the search of `listRequests`. */
  search?: string;
}

/** A page of escalations. `searched`: only for a search by words. */
export type EscalationList = SearchedPage<EscalationItem>;

/**
 * Lists escalations from search attributes and memo, without a worker. Changes appear a moment later.
 *
 * @throws InvalidInput that names the field, also for a cursor of another list
 * @throws SearchAttributesMissing
 * @throws TemporalUnreachable
 */
export async function listEscalations(
  { client }: Session,
  { order = 'newest', search, limit, cursor, ...given }: EscalationListOptions = {},
): Promise<EscalationList> {
  if (!ESCALATION_ORDERS.includes(order))
    throw new InvalidInput(`order: must be one of ${ESCALATION_ORDERS.join(', ')}`);
  const filter = filterFor(order, given);
  const list: OrderedList<EscalationItem> = {
    query: escalationQuery(filter),
    list: { ...filter, order, of: 'escalations' },
    order: ORDERS[order],
    toItem: (row) => (matchesFilter(filter, row) ? toItem(row) : undefined),
  };
  const page = defined({ limit, cursor });
  if (search === undefined) return readList(client, list, page);
  return searchList(client, { ...list, searchedOf }, { ...page, search });
}

const ORDERS: Record<EscalationOrder, Order<EscalationItem>> = {
  newest: 'newest',
  deadline: { by: 'HitlExpiresAt', timeOf: ({ dueAt }) => dueAt },
  age: { by: 'StartTime', timeOf: ({ startedAt }) => startedAt },
  level: { attribute: 'HitlLevel', values: [...LEVELS].reverse() },
};

/** The filter of a list in this order. @throws InvalidInput */
export function filterFor(order: EscalationOrder, filter: EscalationFilter): EscalationFilter {
  return order === 'deadline' ? openOnly(filter) : filter;
}

/** The texts of an escalation that a search looks at. */
export const searchedOf = ({ id, reason, runId, requestId = '' }: EscalationItem) =>
  searchedTexts(id, [reason, runId, requestId]);

const OPEN: (EscalationFilter['status'] | undefined)[] = ['open', 'pending', 'acknowledged', undefined];

function openOnly(filter: EscalationFilter): EscalationFilter {
  if (!OPEN.includes(filter.status))
    throw new InvalidInput(
      "status: order 'deadline' lists only open escalations, because ended escalations have no deadline",
    );
  return { ...filter, status: filter.status ?? 'open' };
}

/** Counts the escalations that match the filter. Throws what `listEscalations` throws. */
export async function countEscalations({ client }: Session, filter: EscalationFilter = {}): Promise<number> {
  const isByName = filter.assignee !== undefined;
  const query = escalationQuery(filter);
  return countMatching(client, query, isByName ? (row) => matchesFilter(filter, row) === true : undefined);
}

const FILTER = {
  status: true,
  level: true,
  assignee: true,
  runId: true,
  ids: true,
  olderThan: true,
  newerThan: true,
  dueWithin: true,
} as const;

function escalationQuery(filter: EscalationFilter, now = Date.now()): string {
  const { status, level, assignee, runId, ids, olderThan, newerThan, dueWithin } = onlyKnown(filter, FILTER);
  return [
    `WorkflowType = ${quoted(WORKFLOW_TYPES.escalation)}`,
    "ExecutionStatus != 'ContinuedAsNew'",
    ...(status === undefined ? [] : [statusTerm(status)]),
    ...(level === undefined ? [] : [isAnyOf('HitlLevel', [level].flat(), LEVELS, 'level')]),
    ...(assignee === undefined ? [] : [approverIn([assignee].flat(), 'assignee')]),
    ...(runId === undefined ? [] : [equals('HitlRunId', runId, 'runId')]),
    ...(ids === undefined ? [] : [idIn(ids, 'ids')]),
    ...startedWithin({ olderThan, newerThan }, now),
    ...(dueWithin === undefined ? [] : dueTerms(dueWithin, status, now)),
  ].join(' AND ');
}

/** Only an open escalation is due. */
function dueTerms(dueWithin: Duration, status: EscalationFilter['status'], now: number): string[] {
  if (!OPEN.includes(status))
    throw new InvalidInput("dueWithin: only open escalations are due. Leave out status, or set it to 'open'");
  return [...(status === undefined ? [statusTerm('open')] : []), dueBy(dueWithin, 'dueWithin', now)];
}

/** See `matchesFilter` in requests/query.ts. */
function matchesFilter({ assignee }: EscalationFilter, row: Row): boolean | 'unknown' {
  if (assignee === undefined || !hasUnlistedApprovers(row)) return true;
  const { approvers = [], isIncomplete } = openFieldsOf(row);
  return [assignee].flat().some((name) => approvers.includes(name)) || (isIncomplete ? 'unknown' : false);
}

/** Keep this equal to `escalationStatusOf`. */
function statusTerm(status: EscalationStatus | 'open'): string {
  switch (status) {
    case 'open':
      return 'CloseTime IS NULL';
    case 'pending':
      return "CloseTime IS NULL AND HitlStatus != 'acknowledged'";
    case 'acknowledged':
      return "CloseTime IS NULL AND HitlStatus = 'acknowledged'";
    case 'resolved':
      return "ExecutionStatus = 'Completed' AND HitlStatus = 'resolved'";
    case 'cancelled':
      return "CloseTime IS NOT NULL AND (ExecutionStatus != 'Completed' OR HitlStatus != 'resolved')";
    default:
      throw new InvalidInput(`status: must be one of ${['open', ...ESCALATION_STATUSES].join(', ')}`);
  }
}

const runKey = defineSearchAttributeKey('HitlRunId', 'KEYWORD');

function toItem(row: Row): EscalationItem {
  const { runId = row.typedSearchAttributes.get(runKey) ?? '', reason = '', requestId } = row.memo;
  const status = escalationStatusOf(row);
  const { expiresAt, approvers, isIncomplete } = openFieldsOf(row);
  const isOpen = row.closeTime === undefined;
  return {
    id: row.workflowId,
    kind: 'escalation',
    status,
    level: levelOf(row),
    reason,
    runId,
    ...defined({ requestId, assignees: approvers }),
    startedAt: row.startTime.toISOString(),
    ...(isOpen && expiresAt !== undefined && { dueAt: expiresAt }),
    ...defined({ closedAt: row.closeTime?.toISOString() }),
    ...(isIncomplete && { assigneesIncomplete: true as const }),
    ...defined({ unreadable: row.unreadable }),
  };
}
