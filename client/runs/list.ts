import { defineSearchAttributeKey } from '@temporalio/common';
import { defined } from '../../contract/defined';
import type { Duration } from '../../contract/duration';
import { InvalidInput } from '../../contract/errors';
import {
  RUN_ORDERS,
  type RunOrder,
  type RunStatus,
  RUN_STATUSES,
  WORKFLOW_TYPES,
} from '../../contract/names';
import type { ListPage, RunItem } from '../../contract/records/lists';
import { fromSearchValue } from '../../contract/search-value';
import { onlyKnown } from '../input';
import { type Order, readList } from '../temporal/ordered-list';
import { countOf, type PageOptions } from '../temporal/page';
import { equals, matches, startedWithin, quoted } from '../temporal/query-terms';
import type { Row } from '../temporal/row';
import type { Session } from '../temporal/session';
import { runStatusOf } from '../temporal/status';

/** Which runs to list. Every field narrows the list. */
export interface RunFilter {
  status?: RunStatus;
  /**
   * Hosted runs of this agent. With a `*` at its end: of every agent that begins with the text before it. The requester
   * works the same way.
   */
  agent?: string;
  requesterId?: string;
  /** Runs of exactly this requester, even if the name ends with a `*`. */
  concerning?: { requesterId: string };
  /** Started longer ago than this. */
  olderThan?: Duration;
  /** Started within this time. */
  newerThan?: Duration;
}

export type { RunItem };

/** Which runs a list contains, in which order, and which page of it. */
export interface RunListOptions extends RunFilter, PageOptions {
  /**
   * `newest` (default): first the open runs, newest first, then the others, latest end first.
   * `age`: the run that began first comes first.
   */
  order?: RunOrder;
}

/**
 * Lists agent runs from search attributes and memo, without a worker. Changes appear a moment later.
 *
 * @throws InvalidInput that names the field, also for a cursor of another list
 * @throws SearchAttributesMissing
 * @throws TemporalUnreachable
 */
export async function listRuns(
  { client }: Session,
  { order = 'newest', limit, cursor, ...filter }: RunListOptions = {},
): Promise<ListPage<RunItem>> {
  if (!RUN_ORDERS.includes(order)) throw new InvalidInput(`order: must be one of ${RUN_ORDERS.join(', ')}`);
  const list = { ...filter, order, of: 'runs' };
  const source = { query: runQuery(filter), list, order: ORDERS[order], toItem };
  return readList(client, source, { limit, cursor });
}

const ORDERS: Record<RunOrder, Order<RunItem>> = {
  newest: 'newest',
  age: { by: 'StartTime', timeOf: ({ startedAt }) => startedAt },
};

/** Counts the runs that match the filter. Throws what `listRuns` throws. */
export async function countRuns({ client }: Session, filter: RunFilter = {}): Promise<number> {
  return countOf(client, runQuery(filter));
}

const FILTER = {
  status: true,
  agent: true,
  requesterId: true,
  concerning: true,
  olderThan: true,
  newerThan: true,
} as const;

function runQuery(filter: RunFilter, now = Date.now()): string {
  const { status, agent, requesterId, concerning, olderThan, newerThan } = onlyKnown(filter, FILTER);
  return [
    `WorkflowType = ${quoted(WORKFLOW_TYPES.run)}`,
    "ExecutionStatus != 'ContinuedAsNew'",
    ...(status === undefined ? [] : [statusTerm(status)]),
    ...(agent === undefined ? [] : [matches('HitlAction', agent, 'agent')]),
    ...(requesterId === undefined ? [] : [matches('HitlRequester', requesterId, 'requesterId')]),
    ...(concerning === undefined
      ? []
      : [equals('HitlRequester', concerning.requesterId, 'concerning.requesterId')]),
    ...startedWithin({ olderThan, newerThan }, now),
  ].join(' AND ');
}

/** Keep this equal to `runStatusOf`. */
function statusTerm(status: RunStatus): string {
  const completed = `ExecutionStatus = 'Completed' AND HitlStatus = ${quoted(status)}`;
  switch (status) {
    case 'running':
      return 'CloseTime IS NULL';
    case 'completed':
    case 'aborted':
      return completed;
    case 'cancelled':
      return `(ExecutionStatus IN ('Terminated', 'Canceled') OR ${completed})`;
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
    ...defined({ agent, requesterId }),
    startedAt: row.startTime.toISOString(),
    ...defined({ closedAt: row.closeTime?.toISOString(), unreadable: row.unreadable }),
  };
}
