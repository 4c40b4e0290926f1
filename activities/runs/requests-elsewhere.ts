import { activityInfo, Context } from '@temporalio/activity';
import type { RequestsOfRun } from '../../contract/activities';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import { toSearchValue } from '../../contract/search-value';
import { timestampToMs } from '../requests/history';

/*
 * Requests that were made elsewhere for a run. They are found in visibility by the id of the run.
 */

/** How many requests of the run are open, and when one was last closed. */
export async function findRequestsOfRun(runId: string): Promise<RequestsOfRun> {
  const requests = await listRequestsOfRun(runId);
  const closed = requests.flatMap(({ closedAt }) => (closedAt === undefined ? [] : [closedAt]));
  return {
    open: requests.length - closed.length,
    ...(closed.length > 0 && { lastClosedAt: Math.max(...closed) }),
  };
}

/**
 * Cancels the open requests that were made elsewhere for a run, after the run has ended without being completed (design
 * escalation rules 4 and 9). Returns how many were open.
 */
export async function cancelRequestsOfRun(runId: string, reason: string): Promise<number> {
  const { client } = Context.current();
  const open = (await listRequestsOfRun(runId)).filter(({ closedAt }) => closedAt === undefined);
  for (const { id } of open) {
    const cancel = { cancelledBy: runId, reason };
    // It may have ended in the meantime.
    await client.workflow
      .getHandle(id)
      .signal(MESSAGES.cancel, cancel)
      .catch((error: unknown) => {
        if ((error as Error).name !== 'WorkflowNotFoundError') throw error;
      });
  }
  return open.length;
}

/** A request in visibility. Times are in milliseconds since 1970. */
interface ListedRequest {
  id: string;
  startedAt: number;
  closedAt?: number;
}

const UNIMPLEMENTED = 12;

/** All requests that name this run. On the time-skipping server, which has no lists, the result is empty. */
export async function listRequestsOfRun(runId: string): Promise<ListedRequest[]> {
  const types = [WORKFLOW_TYPES.approval, WORKFLOW_TYPES.confirmation].map((type) => `'${type}'`).join(', ');
  const query = `WorkflowType IN (${types}) AND HitlRunId = '${toSearchValue(runId).replace(/'/g, "''")}'`;
  const found: ListedRequest[] = [];
  try {
    const { client } = Context.current();
    let nextPageToken: Uint8Array | undefined;
    do {
      // The SDK's own list would throw if it cannot decode a memo field.
      const page = await client.workflowService.listWorkflowExecutions({
        namespace: activityInfo().workflowNamespace,
        query,
        nextPageToken,
      });
      for (const { execution, startTime, closeTime } of page.executions)
        found.push({
          id: execution?.workflowId ?? '',
          startedAt: timestampToMs(startTime),
          ...(closeTime && { closedAt: timestampToMs(closeTime) }),
        });
      nextPageToken = page.nextPageToken;
    } while (nextPageToken?.length);
  } catch (error) {
    if (codeOf(error) !== UNIMPLEMENTED) throw error;
  }
  return found;
}

function codeOf(error: unknown): unknown {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return code ?? cause?.code;
}
