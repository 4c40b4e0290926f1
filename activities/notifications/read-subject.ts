import { setTimeout as sleep } from 'node:timers/promises';
import { activityInfo, Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import type { EscalationRecord } from '../../contract/escalation';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type { Subject, SubjectRecord } from '../../contract/notification';
import type { RequestRecord } from '../../contract/request';
import { timestampToMs } from '../requests/history';
import type { SubjectRecords } from './subject-records';

const TYPES: Record<Subject['kind'], string[]> = {
  request: [WORKFLOW_TYPES.approval, WORKFLOW_TYPES.confirmation],
  escalation: [WORKFLOW_TYPES.escalation],
};

const NOT_FOUND = 5;
const Status = temporal.api.enums.v1.WorkflowExecutionStatus;
/** A query of a workflow that this worker has not cached replays its history first. */
const QUERY_TIMEOUT_MS = 15_000;
/** Each query is a workflow task: decisions must not wait behind many of them. */
const QUERY_CONCURRENCY = 5;
/** Longer than this nobody waits for a turn: the activity is tried again. */
const MAX_SLOT_WAIT_MS = 10_000;
/** How often to look whether the task that handed a record on has been committed: within a second and a half. */
const MAX_READS = 5;
const MAX_ATTEMPTS = 5;

/**
 * The subject as it stands now: open from its workflow, ended from its result. Nothing where there is none, or one whose
 * story ended in no record.
 *
 * @throws when Temporal or the subject's worker does not answer: the activity is then tried again
 */
export async function readSubject(
  records: SubjectRecords,
  subject: Subject,
  looks = 1,
): Promise<SubjectRecord | undefined> {
  const { kind, id } = subject;
  const { client } = Context.current();
  const handle = client.workflow.getHandle(id);
  // Not the SDK's own description, which throws at the first memo field that it cannot decode.
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
      if (records.isAwaited(at) && looks < MAX_READS) {
        await sleep(50 * 2 ** looks);
        return readSubject(records, subject, looks + 1);
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

/** A workflow that Temporal has ended since it could not go on may answer no query either. */
function undefinedAfterRetries(error: unknown): undefined {
  if (activityInfo().attempt < MAX_ATTEMPTS) throw error;
}

function toSubjectRecord(kind: Subject['kind'], record: unknown): SubjectRecord {
  return kind === 'request'
    ? { kind, record: record as RequestRecord }
    : { kind, record: record as EscalationRecord };
}

/** Without a worker for it a query would hang for half a minute, and hold up one that stops. */
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

/** Resolves when it is one's turn to query, with what to call afterwards. @throws when too many are before */
async function acquireQuerySlot(): Promise<() => void> {
  if (runningQueries >= QUERY_CONCURRENCY) {
    let mine = () => {};
    const came = new Promise<boolean>((resolve) => {
      mine = () => resolve(true);
      waitingForSlot.push(mine);
    });
    const timer = new AbortController();
    const late = sleep(MAX_SLOT_WAIT_MS, false, { signal: timer.signal }).catch(() => false);
    const isMine = await Promise.race([came, late]);
    timer.abort();
    const place = waitingForSlot.indexOf(mine);
    // It may have become its turn in the same event.
    if (!isMine && place >= 0) {
      waitingForSlot.splice(place, 1);
      throw new Error('other queries are under way: tried again later');
    }
  } else runningQueries++;
  return () => {
    const next = waitingForSlot.shift();
    if (next) next();
    else runningQueries--;
  };
}

/** Terminated, or ended otherwise than by its own story: it is as good as cancelled. */
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

function undefinedIfNotFound(error: unknown): undefined {
  if ((error as { code?: unknown }).code === NOT_FOUND) return undefined;
  throw error;
}
