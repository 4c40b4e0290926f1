import { activityInfo, Context } from '@temporalio/activity';
import type { RequestsOfRun } from '../../contract/activities';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import { timestampToMs } from '../requests/history';
import { toSearchValue } from '../../contract/search-value';

/*
 * Requests made elsewhere for a run: found in visibility by the id of the run.
 */

/** Whether people are asked in the run's name, and when they last answered. */
export async function findRequestsOfRun(runId: string): Promise<RequestsOfRun> {
  const requests = await listRequestsOfRun(runId);
  const closed = requests.flatMap(({ closedAt }) => (closedAt === undefined ? [] : [closedAt]));
  return {
    open: requests.length - closed.length,
    ...(closed.length > 0 && { lastClosedAt: Math.max(...closed) }),
  };
}

/**
 * Cancels the requests made elsewhere on behalf of a run that has ended otherwise than completed (design, escalations,
 * rules 4 and 9). Answers how many were open.
 */
export async function cancelRequestsOfRun(runId: string, reason: string): Promise<number> {
  const { client } = Context.current();
  const open = (await listRequestsOfRun(runId)).filter(({ closedAt }) => closedAt === undefined);
  for (const { id } of open) {
    const cancel = { cancelledBy: runId, reason };
    // It may have ended this event.
    await client.workflow
      .getHandle(id)
      .signal(MESSAGES.cancel, cancel)
      .catch((error: unknown) => {
        if ((error as Error).name !== 'WorkflowNotFoundError') throw error;
      });
  }
  return open.length;
}

/** A request as visibility knows it. Times in milliseconds since 1970. */
interface ListedRequest {
  id: string;
  startedAt: number;
  closedAt?: number;
}

const UNIMPLEMENTED = 12;

/** The requests that name this run, wherever they were made. A server without lists (the time-skipping one) knows none. */
export async function listRequestsOfRun(runId: string): Promise<ListedRequest[]> {
  const types = [WORKFLOW_TYPES.approval, WORKFLOW_TYPES.confirmation].map((type) => `'${type}'`).join(', ');
  const query = `WorkflowType IN (${types}) AND HitlRunId = '${toSearchValue(runId).replace(/'/g, "''")}'`;
  const found: ListedRequest[] = [];
  try {
    const { client } = Context.current();
    let nextPageToken: Uint8Array | undefined;
    do {
      // Not the SDK's own list, which throws at the first memo field that it cannot decode.
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
