import { activityInfo, Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type { NotificationsRecord } from '../../contract/notification';

/**
 * What an earlier run of the calling workflow has told: its result or, where Temporal ended it, the answer of its query.
 * The run id comes from the starter, so it is read here, of our own type and task queue alone (design rule 29).
 */
export async function toldBefore(runId: string): Promise<NotificationsRecord | undefined> {
  const { client } = Context.current();
  const { workflowExecution, taskQueue } = activityInfo();
  const handle = client.workflow.getHandle(workflowExecution?.workflowId ?? '', runId, { followRuns: false });
  const described = await handle.describe().catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  });
  if (described?.type !== WORKFLOW_TYPES.notifications || described.taskQueue !== taskQueue) return undefined;
  if (described.status.name === 'COMPLETED') return (await handle.result()) as NotificationsRecord;
  return handle.query<NotificationsRecord>(MESSAGES.get);
}
