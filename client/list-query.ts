import type { Duration } from '../contract/duration';
import type { SEARCH_ATTRIBUTES } from '../contract/names';
import { type SearchAttributeName, WORKFLOW_TYPES } from '../contract/names';
import { REQUEST_STATUSES, type RequestStatus } from '../contract/status';
import { InvalidInput } from '../contract/errors';
import { checked, checkedDuration } from './input-problem';
import { NameSchema } from '../contract/text';

/** Which requests; every field narrows. */
export interface RequestFilter {
  status?: RequestStatus;
  /** People and teams: requests that ask any of them in the open stage, or did at the end. */
  approver?: string | string[];
  action?: string;
  requesterId?: string;
  runId?: string;
  /** Requested before so long ago. */
  olderThan?: Duration;
  /** Requested within so long. */
  newerThan?: Duration;
}

/**
 * The filter as a visibility query. Pending is `CloseTime IS NULL`, since a paused workflow is not 'Running'; what
 * Temporal ended before it had an outcome is cancelled. Keep `statusOf` (request-status.ts) in step.
 *
 * @throws InvalidInput that names the field
 */
export function listQuery(filter: RequestFilter, now = Date.now()): string {
  const { status, approver, action, requesterId, runId, olderThan, newerThan } = filter;
  return [
    `WorkflowType = ${quoted(WORKFLOW_TYPES.approval)}`,
    "ExecutionStatus != 'ContinuedAsNew'",
    ...(status === undefined ? [] : [byStatus(status)]),
    ...(approver === undefined ? [] : [oneOf('HitlApprovers', [approver].flat())]),
    ...(action === undefined ? [] : [is('HitlAction', action)]),
    ...(requesterId === undefined ? [] : [is('HitlRequester', requesterId)]),
    ...(runId === undefined ? [] : [is('HitlRunId', runId)]),
    ...(olderThan === undefined ? [] : [`StartTime < ${ago(now, olderThan, 'olderThan')}`]),
    ...(newerThan === undefined ? [] : [`StartTime > ${ago(now, newerThan, 'newerThan')}`]),
  ].join(' AND ');
}

/** A time as a query has it. */
export function queryTime(milliseconds: number): string {
  return quoted(new Date(milliseconds).toISOString());
}

function byStatus(status: RequestStatus): string {
  if (!REQUEST_STATUSES.includes(status))
    throw new InvalidInput(`status: must be one of ${REQUEST_STATUSES.join(', ')}`);
  if (status === 'pending') return 'CloseTime IS NULL';
  if (status === 'cancelled')
    return "CloseTime IS NOT NULL AND (ExecutionStatus != 'Completed' OR HitlStatus IN ('cancelled', 'pending'))";
  return `ExecutionStatus = 'Completed' AND HitlStatus = ${quoted(status)}`;
}

function is(name: SearchAttributeName, value: string): string {
  return `${name} = ${searchable(name, value)}`;
}

function oneOf(name: SearchAttributeName, values: string[]): string {
  if (values.length === 0) throw new InvalidInput('approver: an empty list would match nothing');
  return `${name} IN (${values.map((value) => searchable(name, value)).join(', ')})`;
}

/** Temporal never finds a value with these in it, however they are written: better to say so than to find nothing. */
const unsearchable = /[\\"\p{Cc}]/u;

function searchable(name: SearchAttributeName, value: string): string {
  const field = fieldOf(name);
  if (unsearchable.test(checked(NameSchema, value, field)))
    throw new InvalidInput(
      `${field}: Temporal cannot search for a double quote, a backslash or a control character`,
    );
  return quoted(value);
}

function fieldOf(name: keyof typeof SEARCH_ATTRIBUTES): string {
  const fields: Partial<Record<SearchAttributeName, string>> = {
    HitlApprovers: 'approver',
    HitlAction: 'action',
    HitlRequester: 'requesterId',
    HitlRunId: 'runId',
  };
  return fields[name] ?? name;
}

function ago(now: number, duration: Duration, what: string): string {
  return queryTime(now - checkedDuration(duration, what));
}

function quoted(value: string): string {
  return `'${value.replace(/'/g, "''")}'`;
}
