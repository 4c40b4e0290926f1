import type { Client } from '@temporalio/client';
import { WORKFLOW_TYPES } from '../../contract/names';
import { bounded } from '../temporal/bounded';
import type { Session } from '../temporal/session';

const FAILING = `WorkflowType = '${WORKFLOW_TYPES.notifications}' AND HitlStatus = 'failing'`;

/**
 * About how many requests and escalations somebody was not told what they should have been, since every channel that reaches
 * them refused for good or was given up. Within the namespace's retention.
 *
 * @throws TemporalUnreachable
 */
export async function countFailing({ client }: Session): Promise<number> {
  return (await bounded(client, () => client.workflow.count(FAILING))).count;
}

/** The latest of those, by the id of the request or escalation; at most `limit`. */
export async function listFailing({ client }: Session, limit = 10): Promise<string[]> {
  return bounded(client, () => firstIds(client, limit));
}

async function firstIds(client: Client, limit: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const { memo, workflowId } of client.workflow.list({ query: FAILING, pageSize: limit })) {
    ids.push(typeof memo?.id === 'string' ? memo.id : workflowId);
    if (ids.length >= limit) break;
  }
  return ids;
}
