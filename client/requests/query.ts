import { defineSearchAttributeKey } from '@temporalio/common';
import { defined } from '../../contract/defined';
import type { Duration } from '../../contract/duration';
import { InvalidInput } from '../../contract/errors';
import {
  REQUEST_KINDS,
  REQUEST_STATUSES,
  SEVERITIES,
  type Severity,
  type RequestKind,
  type RequestStatus,
  WORKFLOW_TYPES,
} from '../../contract/names';
import type { RequestItem } from '../../contract/records/lists';
import { fromSearchValue } from '../../contract/search-value';
import { onlyKnown } from '../input';
import {
  approverIn,
  dueBy,
  equals,
  idIn,
  isAnyOf,
  matches,
  policyIn,
  startedWithin,
  quoted,
} from '../temporal/query-terms';
import type { Row } from '../temporal/row';
import {
  hasUnlistedApprovers,
  openFieldsOf,
  planFieldsOf,
  requestKindOf,
  requestStatusOf,
} from '../temporal/status';

export type { RequestItem };

/** Which requests to list. Every field narrows the list. */
export interface RequestFilter {
  kind?: RequestKind;
  /** `ended`: every status except pending. */
  status?: RequestStatus | 'ended';
  /** Requests that ask any of these people and teams in the open stage, or did at the end. */
  approver?: string | string[];
  /**
   * With a `*` at its end: every action that begins with the text before it. Resource and requester work the same way.
   */
  action?: string;
  resource?: string;
  requesterId?: string;
  /** Requests of any of these policies. */
  policy?: string | string[];
  /** Requests of any of these severities. */
  severity?: Severity | Severity[];
  /** Only requests with any of these ids. */
  ids?: string[];
  /** Requests made by this person, or that ask any of these people and teams. */
  concerning?: Concerned;
  runId?: string;
  /** Requested longer ago than this. */
  olderThan?: Duration;
  /** Requested within this time. */
  newerThan?: Duration;
  /** Pending requests whose deadline is within this time, or has passed. */
  dueWithin?: Duration;
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
  resource: true,
  requesterId: true,
  policy: true,
  severity: true,
  ids: true,
  runId: true,
  olderThan: true,
  newerThan: true,
  dueWithin: true,
} as const;

/**
 * The filter as a visibility query. Pending is `CloseTime IS NULL`, because a paused workflow is not 'Running'. A request
 * whose workflow Temporal ended before an outcome is cancelled. Keep this equal to `requestStatusOf` (temporal/status.ts).
 *
 * @throws InvalidInput that names the field
 */
export function listQuery(filter: RequestFilter, now = Date.now()): string {
  onlyKnown(filter, FILTER);
  const { kind, status, concerning, approver, action, resource, requesterId, runId } = filter;
  const { policy, severity, ids, olderThan, newerThan, dueWithin } = filter;
  return [
    kindTerm(kind),
    "ExecutionStatus != 'ContinuedAsNew'",
    ...(status === undefined ? [] : [statusTerm(status)]),
    ...(concerning === undefined ? [] : [concernTerm(concerning)]),
    ...(approver === undefined ? [] : [approverIn([approver].flat(), 'approver')]),
    ...(action === undefined ? [] : [matches('HitlAction', action, 'action')]),
    ...(resource === undefined ? [] : [matches('HitlResource', resource, 'resource')]),
    ...(requesterId === undefined ? [] : [matches('HitlRequester', requesterId, 'requesterId')]),
    ...(runId === undefined ? [] : [equals('HitlRunId', runId, 'runId')]),
    ...(policy === undefined ? [] : [policyIn([policy].flat(), 'policy')]),
    ...(severity === undefined ? [] : [isAnyOf('HitlSeverity', [severity].flat(), SEVERITIES, 'severity')]),
    ...(ids === undefined ? [] : [idIn(ids, 'ids')]),
    ...startedWithin({ olderThan, newerThan }, now),
    ...(dueWithin === undefined ? [] : dueTerms(dueWithin, status, now)),
  ].join(' AND ');
}

/**
 * Whether a row that the query has found matches the filter. A query for any name also finds requests with more approvers
 * than the search attribute can hold. `unknown`: the memo does not name all of them either.
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
  if (terms.length === 0) throw new InvalidInput('concerning: needs a requester or a name');
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

/** Only a pending request is due. */
function dueTerms(dueWithin: Duration, status: RequestFilter['status'], now: number): string[] {
  if (status !== undefined && status !== 'pending')
    throw new InvalidInput(
      "dueWithin: only pending requests are due. Leave out status, or set it to 'pending'",
    );
  return [...(status === undefined ? [statusTerm('pending')] : []), dueBy(dueWithin, 'dueWithin', now)];
}

const action = defineSearchAttributeKey('HitlAction', 'KEYWORD');
const requester = defineSearchAttributeKey('HitlRequester', 'KEYWORD');
const run = defineSearchAttributeKey('HitlRunId', 'KEYWORD');

/** Makes the item of a request from its row. */
export function toRequestItem(info: Row): RequestItem {
  const { typedSearchAttributes: attributes, closeTime, memo, unreadable } = info;
  const { isIncomplete, ...open } = openFieldsOf(info);
  const textOf = (key: typeof action) => fromSearchValue(attributes.get(key) ?? '');
  const runId = memo.runId ?? (textOf(run) || undefined);
  return {
    id: info.workflowId,
    kind: requestKindOf(info),
    status: requestStatusOf(info),
    action: memo.action ?? textOf(action),
    ...defined({ resource: memo.resource, description: memo.description, message: memo.message }),
    requesterId: memo.requesterId ?? textOf(requester),
    ...defined({ runId }),
    requestedAt: info.startTime.toISOString(),
    ...open,
    ...planFieldsOf(info),
    ...defined({ contentHash: memo.contentHash, closedAt: closeTime?.toISOString() }),
    ...(isIncomplete && { approversIncomplete: true as const }),
    ...defined({ unreadable }),
  };
}
