import type { Duration } from '../../contract/duration';
import {
  REQUEST_KINDS,
  REQUEST_STATUSES,
  type RequestKind,
  type RequestStatus,
  WORKFLOW_TYPES,
} from '../../contract/names';
import { InvalidInput } from '../../contract/errors';
import { onlyKnown } from '../input';
import { approverIn, equals, startedWithin, quoted } from '../temporal/query-terms';
import type { Row } from '../temporal/row';
import { hasUnlistedApprovers, openFieldsOf } from '../temporal/status';

/** Which requests; every field narrows. */
export interface RequestFilter {
  kind?: RequestKind;
  /** `ended`: anything but pending. */
  status?: RequestStatus | 'ended';
  /** People and teams: requests that ask any of them in the open stage, or did at the end. */
  approver?: string | string[];
  action?: string;
  requesterId?: string;
  /** Requests that this person made, or that ask any of these people and teams. */
  concerning?: Concerned;
  runId?: string;
  /** Requested before so long ago. */
  olderThan?: Duration;
  /** Requested within so long. */
  newerThan?: Duration;
}

export interface Concerned {
  requesterId?: string;
  approvers?: string[];
}

const FILTER = {
  kind: true,
  status: true,
  concerning: true,
  approver: true,
  action: true,
  requesterId: true,
  runId: true,
  olderThan: true,
  newerThan: true,
} as const;

/**
 * The filter as a visibility query. Pending is `CloseTime IS NULL`, since a paused workflow is not 'Running'; what
 * Temporal ended before it had an outcome is cancelled. Keep `statusOf` (request-status.ts) in step.
 *
 * @throws InvalidInput that names the field
 */
export function listQuery(filter: RequestFilter, now = Date.now()): string {
  onlyKnown(filter, FILTER);
  const { kind, status, concerning, approver, action, requesterId, runId, olderThan, newerThan } = filter;
  return [
    kindTerm(kind),
    "ExecutionStatus != 'ContinuedAsNew'",
    ...(status === undefined ? [] : [statusTerm(status)]),
    ...(concerning === undefined ? [] : [concernTerm(concerning)]),
    ...(approver === undefined ? [] : [approverIn([approver].flat(), 'approver')]),
    ...(action === undefined ? [] : [equals('HitlAction', action, 'action')]),
    ...(requesterId === undefined ? [] : [equals('HitlRequester', requesterId, 'requesterId')]),
    ...(runId === undefined ? [] : [equals('HitlRunId', runId, 'runId')]),
    ...startedWithin({ olderThan, newerThan }, now),
  ].join(' AND ');
}

/**
 * Whether the filter means this row, which its query has found. A query for any name finds a request with more approvers
 * than its search attribute can hold. `unknown`: its memo does not name all of them either.
 */
export function matchesFilter({ approver, concerning }: RequestFilter, row: Row): boolean | 'unknown' {
  if (!hasUnlistedApprovers(row)) return true;
  const { approvers = [], isIncomplete } = openFieldsOf(row);
  const asks = (names: string[]) =>
    names.some((name) => approvers.includes(name)) || (isIncomplete ? 'unknown' : false);
  const isRequester =
    concerning?.requesterId !== undefined && concerning.requesterId === row.memo.requesterId;
  const answers = [
    approver === undefined || asks([approver].flat()),
    concerning === undefined || isRequester || asks(concerning.approvers ?? []),
  ];
  return !answers.includes(false) && (answers.includes('unknown') ? 'unknown' : true);
}

function concernTerm({ requesterId, approvers }: Concerned): string {
  const terms = [
    ...(requesterId === undefined ? [] : [equals('HitlRequester', requesterId, 'concerning.requesterId')]),
    ...(approvers === undefined ? [] : [approverIn(approvers, 'concerning.approvers')]),
  ];
  if (terms.length === 0) throw new InvalidInput('concerning: names nobody');
  return `(${terms.join(' OR ')})`;
}

function kindTerm(kind: RequestKind | undefined): string {
  if (kind === undefined)
    return `WorkflowType IN (${REQUEST_KINDS.map((each) => quoted(WORKFLOW_TYPES[each])).join(', ')})`;
  if (REQUEST_KINDS.includes(kind)) return `WorkflowType = ${quoted(WORKFLOW_TYPES[kind])}`;
  throw new InvalidInput(`kind: must be one of ${REQUEST_KINDS.join(', ')}`);
}

function statusTerm(status: RequestStatus | 'ended'): string {
  if (status === 'ended') return 'CloseTime IS NOT NULL';
  if (!REQUEST_STATUSES.includes(status))
    throw new InvalidInput(`status: must be one of ${[...REQUEST_STATUSES, 'ended'].join(', ')}`);
  if (status === 'pending') return 'CloseTime IS NULL';
  if (status === 'cancelled')
    return "CloseTime IS NOT NULL AND (ExecutionStatus != 'Completed' OR HitlStatus IN ('cancelled', 'pending'))";
  return `ExecutionStatus = 'Completed' AND HitlStatus = ${quoted(status)}`;
}
