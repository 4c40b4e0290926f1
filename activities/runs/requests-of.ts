import { activityInfo, Context } from '@temporalio/activity';
import { WORKFLOW_TYPES } from '../../contract/names';
import { toSearchValue } from '../../contract/search-value';
import { toMilliseconds } from '../requests/arrivals';

/** A request as visibility knows it. Times in milliseconds since 1970. */
export interface KnownRequest {
  id: string;
  startedAt: number;
  closedAt?: number;
}

const UNIMPLEMENTED = 12;

/** The requests that name this run, wherever they were made. A server without lists (the time-skipping one) knows none. */
export async function requestsOf(runId: string): Promise<KnownRequest[]> {
  const types = [WORKFLOW_TYPES.approval, WORKFLOW_TYPES.confirmation].map((type) => `'${type}'`).join(', ');
  const query = `WorkflowType IN (${types}) AND HitlRunId = '${toSearchValue(runId).replace(/'/g, "''")}'`;
  const found: KnownRequest[] = [];
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
          startedAt: toMilliseconds(startTime),
          ...(closeTime && { closedAt: toMilliseconds(closeTime) }),
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
