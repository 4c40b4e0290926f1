import { defineSearchAttributeKey } from '@temporalio/common';
import { defined } from '../../contract/defined';
import type { Duration } from '../../contract/duration';
import { InvalidInput } from '../../contract/errors';
import {
  type EscalationStatus,
  ESCALATION_STATUSES,
  type Level,
  LEVELS,
  WORKFLOW_TYPES,
} from '../../contract/names';
import type { EscalationItem, ListPage } from '../../contract/records/lists';
import { onlyKnown } from '../input';
import { countMatching, listNewest, type PageOptions } from '../temporal/page';
import { approverIn, equals, startedWithin, quoted } from '../temporal/query-terms';
import type { Row } from '../temporal/row';
import type { Session } from '../temporal/session';
import { escalationStatusOf, hasUnlistedApprovers, levelOf, openFieldsOf } from '../temporal/status';

/** Which escalations to list. Every field narrows the list. */
export interface EscalationFilter {
  /** `open`: pending or acknowledged. */
  status?: EscalationStatus | 'open';
  /** The present level, or the last one. */
  level?: Level;
  /** Escalations assigned to any of these people and teams, now or at the end. */
  assignee?: string | string[];
  /** Escalations of this agent run or of this request. */
  runId?: string;
  /** Opened longer ago than this. */
  olderThan?: Duration;
  /** Opened within this time. */
  newerThan?: Duration;
}

export type { EscalationItem };

/** Which escalations a list contains, and which page of it. */
export interface EscalationListOptions extends EscalationFilter, PageOptions {}

/**
 * Lists escalations from search attributes and memo, without a worker: first the open ones, newest first, then the others,
 * latest end first. Changes appear a moment later.
 *
 * @throws InvalidInput that names the field, also for a cursor of another list
 * @throws SearchAttributesMissing
 * @throws TemporalUnreachable
 */
export async function listEscalations(
  { client }: Session,
  { limit, cursor, ...filter }: EscalationListOptions = {},
): Promise<ListPage<EscalationItem>> {
  const list = { ...filter, of: 'escalations' };
  const itemOf = (row: Row) => (matchesFilter(filter, row) ? toItem(row) : undefined);
  return listNewest(client, { query: escalationQuery(filter), list, toItem: itemOf }, { limit, cursor });
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
  olderThan: true,
  newerThan: true,
} as const;

function escalationQuery(filter: EscalationFilter, now = Date.now()): string {
  const { status, level, assignee, runId, olderThan, newerThan } = onlyKnown(filter, FILTER);
  if (level !== undefined && !LEVELS.includes(level))
    throw new InvalidInput(`level: must be one of ${LEVELS.join(', ')}`);
  return [
    `WorkflowType = ${quoted(WORKFLOW_TYPES.escalation)}`,
    "ExecutionStatus != 'ContinuedAsNew'",
    ...(status === undefined ? [] : [statusTerm(status)]),
    ...(level === undefined ? [] : [equals('HitlLevel', level, 'level')]),
    ...(assignee === undefined ? [] : [approverIn([assignee].flat(), 'assignee')]),
    ...(runId === undefined ? [] : [equals('HitlRunId', runId, 'runId')]),
    ...startedWithin({ olderThan, newerThan }, now),
  ].join(' AND ');
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
