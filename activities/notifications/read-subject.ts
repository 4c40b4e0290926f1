import { setTimeout as sleep } from 'node:timers/promises';
import { activityInfo, Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import type { EscalationRecord } from '../../contract/escalation';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type { Subject, SubjectRecord } from '../../contract/notification';
import type { RequestRecord } from '../../contract/request';
import { timestampToMs, undefinedIfNotFound } from '../requests/history';
import type { SubjectRecords } from './subject-records';

const TYPES: Record<Subject['kind'], string[]> = {
  request: [WORKFLOW_TYPES.approval, WORKFLOW_TYPES.confirmation],
  escalation: [WORKFLOW_TYPES.escalation],
};

const Status = temporal.api.enums.v1.WorkflowExecutionStatus;
/** A query replays the whole history first if the worker has not cached the workflow. */
const QUERY_TIMEOUT_MS = 15_000;
/** Each query is a workflow task, and decisions must not wait behind many of them. */
const QUERY_CONCURRENCY = 5;
/** After waiting this long for a query slot, the activity fails and is retried. */
const MAX_SLOT_WAIT_MS = 10_000;
/** How often to check whether the task with a newer record has been committed: within 1.5 s. */
const MAX_READS = 5;
const MAX_ATTEMPTS = 5;

/**
 * The current record of a subject: from its workflow while it is open, from its result after its end. Returns nothing if there
 * is no such workflow, or if it ended without a record.
 *
 * @throws when Temporal or the worker of the subject does not answer; the activity is then retried
 */
export async function readSubject(
  records: SubjectRecords,
  subject: Subject,
  reads = 1,
): Promise<SubjectRecord | undefined> {
  const { kind, id } = subject;
  const { client } = Context.current();
  const handle = client.workflow.getHandle(id);
  // The SDK's own `describe` would throw if it cannot decode a memo field.
  const described = await client.workflowService
    .describeWorkflowExecution({
      namespace: activityInfo().workflowNamespace,
      execution: { workflowId: id },
    })
    .catch(undefinedIfNotFound);
  const info = described?.workflowExecutionInfo;
  if (info == null || !TYPES[kind].includes(info.type?.name ?? '')) return undefined;
  switch (info.status) {
    case Status.WORKFLOW_EXECUTION_STATUS_COMPLETED:
      return toSubjectRecord(kind, await handle.result());
    case Status.WORKFLOW_EXECUTION_STATUS_RUNNING:
    case Status.WORKFLOW_EXECUTION_STATUS_PAUSED: {
      const at = { id, runId: info.execution?.runId ?? '', historyLength: Number(info.historyLength ?? 0) };
      const known = await records.committed(at);
      if (known) return toSubjectRecord(kind, known);
      if (records.isAwaited(at) && reads < MAX_READS) {
        await sleep(50 * 2 ** reads);
        return readSubject(records, subject, reads + 1);
      }
      const record = await queryRecord(handle);
      records.queried(at, record);
      return toSubjectRecord(kind, record);
    }
    default: {
      const record = await queryRecord(handle).catch(undefinedAfterRetries);
      const closedAt = info.closeTime == null ? undefined : new Date(timestampToMs(info.closeTime));
      return record && toSubjectRecord(kind, endedInTemporal(record, closedAt));
    }
  }
}

/** A workflow that Temporal ended because it failed may not answer queries either. Then give up after some attempts. */
function undefinedAfterRetries(error: unknown): undefined {
  if (activityInfo().attempt < MAX_ATTEMPTS) throw error;
}

function toSubjectRecord(kind: Subject['kind'], record: unknown): SubjectRecord {
  return kind === 'request'
    ? { kind, record: record as RequestRecord }
    : { kind, record: record as EscalationRecord };
}

/** Queries with a timeout: without a worker a query would hang for half a minute and delay a worker that shuts down. */
async function queryRecord(handle: WorkflowHandle): Promise<object> {
  const { client } = Context.current();
  const done = await acquireQuerySlot();
  try {
    return await client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, () => handle.query<object>(MESSAGES.get));
  } finally {
    done();
  }
}

let runningQueries = 0;
const waitingForSlot: (() => void)[] = [];

/** Waits for a query slot. Returns the function that releases it. @throws when too many queries are waiting */
async function acquireQuerySlot(): Promise<() => void> {
  if (runningQueries >= QUERY_CONCURRENCY) {
    let mine = () => {};
    const acquired = new Promise<boolean>((resolve) => {
      mine = () => resolve(true);
      waitingForSlot.push(mine);
    });
    const timer = new AbortController();
    const timedOut = sleep(MAX_SLOT_WAIT_MS, false, { signal: timer.signal }).catch(() => false);
    const isMine = await Promise.race([acquired, timedOut]);
    timer.abort();
    const position = waitingForSlot.indexOf(mine);
    // The slot may have become free in the same event.
    if (!isMine && position >= 0) {
      waitingForSlot.splice(position, 1);
      throw new Error('too many queries are running; retrying later');
    }
  } else runningQueries++;
  return () => {
    const next = waitingForSlot.shift();
    if (next) next();
    else runningQueries--;
  };
}

/** The record of a workflow that was terminated or cancelled in Temporal: it counts as cancelled. */
function endedInTemporal(record: unknown, closedAt: Date | undefined): object {
  const at = (closedAt ?? new Date(activityInfo().currentAttemptScheduledTimestampMs)).toISOString();
  const end = { at, by: 'operator', reason: 'ended in Temporal' };
  return {
    ...(record as object),
    status: 'cancelled',
    needed: [],
    end: { status: 'cancelled', ...end },
    cancelled: end,
  };
}
