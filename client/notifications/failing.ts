import type { Client } from '@temporalio/client';
import { WORKFLOW_TYPES } from '../../contract/names';
import { pageOf } from '../requests/list-page';
import type { Row } from '../temporal/row';
import type { Session } from '../temporal/session';

/** The latest so many are looked at. */
const MOST = 1_000;

/**
 * About how many requests and escalations somebody was not told what they should have been, since every channel that reaches
 * them refused for good or was given up. Within the namespace's retention; at most 1,000.
 *
 * @throws TemporalUnreachable
 */
export async function countFailing(session: Session): Promise<number> {
  return (await failing(session)).length;
}

/** The latest of those, by the id of the request or escalation; at most `limit`. @throws TemporalUnreachable */
export async function listFailing(session: Session, limit = 10): Promise<string[]> {
  return (await failing(session)).slice(0, limit);
}

/** Whose latest run says so: what was sent again since is no failure any more. */
async function failing({ client }: Session): Promise<string[]> {
  const [failed, delivered] = await Promise.all([marked(client, 'failing'), marked(client, 'delivered')]);
  const latest = new Map<string, Row>();
  for (const run of [...failed, ...delivered]) {
    const other = latest.get(run.workflowId);
    if (other === undefined || other.startTime < run.startTime) latest.set(run.workflowId, run);
  }
  return [...latest.values()]
    .filter((run) => failed.includes(run))
    .map(({ memo, workflowId }) => memo.id ?? workflowId);
}

async function marked(client: Client, status: 'failing' | 'delivered'): Promise<Row[]> {
  const query = `WorkflowType = '${WORKFLOW_TYPES.notifications}' AND HitlStatus = '${status}'`;
  return (await pageOf(client, query, MOST, (row) => row)).items;
}
