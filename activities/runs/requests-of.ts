import { Context } from '@temporalio/activity';
import { WORKFLOW_TYPES } from '../../contract/names';
import { toSearchValue } from '../../contract/search-value';

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
    for await (const { workflowId: id, startTime, closeTime } of Context.current().client.workflow.list({
      query,
    }))
      found.push({ id, startedAt: startTime.getTime(), ...(closeTime && { closedAt: closeTime.getTime() }) });
  } catch (error) {
    if (codeOf(error) !== UNIMPLEMENTED) throw error;
  }
  return found;
}

function codeOf(error: unknown): unknown {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return code ?? cause?.code;
}
