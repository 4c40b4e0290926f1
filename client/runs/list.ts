import { defineSearchAttributeKey } from '@temporalio/common';
import type { Duration } from '../../contract/duration';
import { InvalidInput } from '../../contract/errors';
import { WORKFLOW_TYPES } from '../../contract/names';
import { RUN_STATUSES, type RunRecord, type RunStatus } from '../../contract/run';
import { countOf, type ListPage, listNewest, type PageOptions } from '../temporal/page';
import type { Row } from '../temporal/row';
import { onlyKnown } from '../input';
import { equals, startedWithin, quoted } from '../temporal/query-terms';
import { runStatusOf } from '../temporal/status';
import type { Session } from '../temporal/session';
import { fromSearchValue } from '../../contract/search-value';

/** Which runs; every field narrows. */
export interface RunFilter {
  status?: RunStatus;
  /** Hosted runs of this agent. */
  agent?: string;
  requesterId?: string;
  /** Started before so long ago. */
  olderThan?: Duration;
  /** Started within so long. */
  newerThan?: Duration;
}

export interface RunListOptions extends RunFilter, PageOptions {}

/** A row of a list: from search attributes and memo alone (design, Temporal). Times are ISO 8601. */
export interface RunItem {
  id: string;
  kind: 'run';
  status: RunStatus;
  form: RunRecord['form'];
  /** Of a hosted run. */
  agent?: string;
  requesterId?: string;
  startedAt: string;
  closedAt?: string;
  /** What Temporal has of it that cannot be decoded, and why. The fields that depend on it are absent. */
  unreadable?: string;
}

/**
 * Agent runs by search attributes and memo: no worker is asked. The open ones first, newest first, then the others,
 * latest end first. What has just changed shows a moment later.
 *
 * @throws InvalidInput that names the field, also for a cursor of another list
 * @throws SearchAttributesMissing
 * @throws TemporalUnreachable
 */
export async function listRuns(
  { client }: Session,
  { limit, cursor, ...filter }: RunListOptions = {},
): Promise<ListPage<RunItem>> {
  const list = { ...filter, of: 'runs' };
  return listNewest(client, { query: runQuery(filter), list, toItem }, { limit, cursor });
}

/** How many runs the filter finds. Throws as `listRuns` does. */
export async function countRuns({ client }: Session, filter: RunFilter = {}): Promise<number> {
  return countOf(client, runQuery(filter));
}

const FILTER = { status: true, agent: true, requesterId: true, olderThan: true, newerThan: true } as const;

function runQuery(filter: RunFilter, now = Date.now()): string {
  const { status, agent, requesterId, olderThan, newerThan } = onlyKnown(filter, FILTER);
  return [
    `WorkflowType = ${quoted(WORKFLOW_TYPES.run)}`,
    "ExecutionStatus != 'ContinuedAsNew'",
    ...(status === undefined ? [] : [statusTerm(status)]),
    ...(agent === undefined ? [] : [equals('HitlAction', agent, 'agent')]),
    ...(requesterId === undefined ? [] : [equals('HitlRequester', requesterId, 'requesterId')]),
    ...startedWithin({ olderThan, newerThan }, now),
  ].join(' AND ');
}

/** Keep `runStatusOf` in step. */
function statusTerm(status: RunStatus): string {
  const said = `ExecutionStatus = 'Completed' AND HitlStatus = ${quoted(status)}`;
  switch (status) {
    case 'running':
      return 'CloseTime IS NULL';
    case 'completed':
    case 'aborted':
      return said;
    case 'cancelled':
      return `(ExecutionStatus IN ('Terminated', 'Canceled') OR ${said})`;
    case 'failed':
      return `(ExecutionStatus IN ('Failed', 'TimedOut') OR (ExecutionStatus = 'Completed' AND HitlStatus IN ('failed', 'running')))`;
    default:
      throw new InvalidInput(`status: must be one of ${RUN_STATUSES.join(', ')}`);
  }
}

const action = defineSearchAttributeKey('HitlAction', 'KEYWORD');
const requester = defineSearchAttributeKey('HitlRequester', 'KEYWORD');

function toItem(row: Row): RunItem {
  const { memo } = row;
  const said = (key: typeof action) => {
    const value = row.typedSearchAttributes.get(key);
    return value === undefined ? undefined : fromSearchValue(value);
  };
  const agent = memo.agent ?? said(action);
  const requesterId = memo.requesterId ?? said(requester);
  return {
    id: row.workflowId,
    kind: 'run',
    status: runStatusOf(row),
    form: agent === undefined ? 'attached' : 'hosted',
    ...(agent !== undefined && { agent }),
    ...(requesterId !== undefined && { requesterId }),
    startedAt: row.startTime.toISOString(),
    ...(row.closeTime && { closedAt: row.closeTime.toISOString() }),
    ...(row.unreadable !== undefined && { unreadable: row.unreadable }),
  };
}
