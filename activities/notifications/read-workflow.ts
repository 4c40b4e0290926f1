import { setTimeout as sleep } from 'node:timers/promises';
import { activityInfo, Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { MESSAGES } from '../../contract/names';
import { timestampToMs, undefinedIfNotFound } from '../requests/history';
import type { SubjectRecords } from './subject-records';

/*
 * Reads the record of a workflow of this package, with the cache of records.
 */

const Status = temporal.api.enums.v1.WorkflowExecutionStatus;
/** A query replays the whole history first if the worker has not cached the workflow. */
const QUERY_TIMEOUT_MS = 15_000;
/** Each query is a workflow task, and decisions must not wait behind many of them. */
const QUERY_CONCURRENCY = 5;
/** After waiting this long for a query slot, the activity fails and is retried. */
const MAX_SLOT_WAIT_MS = 10_000;
/** How often to check whether the task with a newer record has been committed: within 1.5 s. */
const MAX_READS = 5;

/** A workflow, and how to read its record. */
export interface FoundWorkflow {
  /** `stopped`: Temporal ended it without a result. */
  state: 'open' | 'completed' | 'stopped';
  closedAt?: Date;
  /** The record. @throws when Temporal or the worker of the workflow does not answer */
  read: () => Promise<object>;
}

/**
 * Finds a workflow. While it is open, its record comes from the cache or from its worker; after its end it is its result.
 * Returns nothing if no workflow of these types has the id.
 */
export async function findWorkflow(
  records: SubjectRecords,
  id: string,
  types: readonly string[],
  reads = 1,
): Promise<FoundWorkflow | undefined> {
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
  if (info == null || !types.includes(info.type?.name ?? '')) return undefined;
  switch (info.status) {
    case Status.WORKFLOW_EXECUTION_STATUS_COMPLETED:
      return { state: 'completed', read: () => handle.result() as Promise<object> };
    case Status.WORKFLOW_EXECUTION_STATUS_RUNNING:
    case Status.WORKFLOW_EXECUTION_STATUS_PAUSED: {
      const at = { id, runId: info.execution?.runId ?? '', historyLength: Number(info.historyLength ?? 0) };
      const known = await records.committed(at);
      if (known) return { state: 'open', read: () => Promise.resolve(known) };
      if (records.isAwaited(at) && reads < MAX_READS) {
        await sleep(50 * 2 ** reads);
        return findWorkflow(records, id, types, reads + 1);
      }
      const read = async () => {
        const record = await queryRecord(handle);
        records.queried(at, record);
        return record;
      };
      return { state: 'open', read };
    }
    default: {
      const closedAt = info.closeTime == null ? undefined : new Date(timestampToMs(info.closeTime));
      return { state: 'stopped', read: () => queryRecord(handle), ...(closedAt && { closedAt }) };
    }
  }
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
