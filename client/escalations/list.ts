import { defineSearchAttributeKey } from '@temporalio/common';
import type { Duration } from '../../contract/duration';
import { InvalidInput } from '../../contract/errors';
import { ESCALATION_STATUSES, type EscalationStatus } from '../../contract/escalation';
import { type Level, LEVELS, WORKFLOW_TYPES } from '../../contract/names';
import { escalationStatusOf, hasUnlistedApprovers, levelOf, openFieldsOf } from '../temporal/status';
import { countMatching, type ListPage, listNewest, type PageOptions } from '../temporal/page';
import type { Row } from '../temporal/row';
import { onlyKnown } from '../input';
import { approverIn, equals, startedWithin, quoted } from '../temporal/query-terms';
import type { Session } from '../temporal/session';

/** Which escalations; every field narrows. */
export interface EscalationFilter {
  /** `open`: pending or acknowledged. */
  status?: EscalationStatus | 'open';
  /** The level asked now, or at the end. */
  level?: Level;
  /** People and teams: escalations that ask any of them now, or did at the end. */
  assignee?: string | string[];
  /** Of this agent run, or about this request. */
  runId?: string;
  /** Opened before so long ago. */
  olderThan?: Duration;
  /** Opened within so long. */
  newerThan?: Duration;
}

export interface EscalationListOptions extends EscalationFilter, PageOptions {}

/** A row of a list: from search attributes and memo alone (design, Temporal). Times are ISO 8601. */
export interface EscalationItem {
  id: string;
  kind: 'escalation';
  status: EscalationStatus;
  level: Level;
  /** Its beginning, if it is long. */
  reason: string;
  runId: string;
  /** The request that expired, if it is about one. */
  requestId?: string;
  /** Who is asked now, or was at the end. Absent until a worker has planned it. */
  assignees?: string[];
  startedAt: string;
  /** When the present clock runs out. Absent where none runs. */
  dueAt?: string;
  closedAt?: string;
  /** More people are asked than `assignees` names; a list by assignee may contain this escalation although it does not ask them. */
  assigneesIncomplete?: true;
  /** What Temporal has of it that cannot be decoded, and why. The fields that depend on it are absent or empty. */
  unreadable?: string;
}

/**
 * Escalations by search attributes and memo: no worker is asked. The open ones first, newest first, then the others,
 * latest end first. What has just changed shows a moment later.
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

/** How many escalations the filter finds. Throws as `listEscalations` does. */
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

/** See `isMeant` of requests. */
function matchesFilter({ assignee }: EscalationFilter, row: Row): boolean | 'unknown' {
  if (assignee === undefined || !hasUnlistedApprovers(row)) return true;
  const { approvers = [], isIncomplete } = openFieldsOf(row);
  return [assignee].flat().some((name) => approvers.includes(name)) || (isIncomplete ? 'unknown' : false);
}

/** Keep `escalationStatusOf` in step. */
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
    ...(requestId !== undefined && { requestId }),
    ...(approvers && { assignees: approvers }),
    startedAt: row.startTime.toISOString(),
    ...(isOpen && expiresAt !== undefined && { dueAt: expiresAt }),
    ...(row.closeTime && { closedAt: row.closeTime.toISOString() }),
    ...(isIncomplete && { assigneesIncomplete: true as const }),
    ...(row.unreadable !== undefined && { unreadable: row.unreadable }),
  };
}
