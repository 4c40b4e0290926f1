import { activityInfo, Context } from '@temporalio/activity';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type { NotificationsRecord } from '../../contract/notification';

/** gRPC's status code. */
const NOT_FOUND = 5;
/** WORKFLOW_EXECUTION_STATUS_COMPLETED */
const COMPLETED = 2;
const QUERY_TIMEOUT_MS = 10_000;
const MAX_ATTEMPTS = 5;

/**
 * What an earlier run of the calling workflow has told: its result or, where Temporal ended it, the answer of its query.
 * The run id comes from the starter, so it is read here, of our own type and task queue alone (design rule 29).
 */
export async function toldBefore(runId: string): Promise<NotificationsRecord | undefined> {
  const { client } = Context.current();
  const { workflowExecution, workflowNamespace: namespace, taskQueue } = activityInfo();
  const workflowId = workflowExecution?.workflowId ?? '';
  const handle = client.workflow.getHandle(workflowId, runId, { followRuns: false });
  // Not the SDK's own description, which throws at the first memo field that it cannot decode.
  const described = await client.workflowService
    .describeWorkflowExecution({ namespace, execution: { workflowId, runId } })
    .catch(ifGone);
  const info = described?.workflowExecutionInfo;
  if (info?.type?.name !== WORKFLOW_TYPES.notifications || info.taskQueue !== taskQueue) return undefined;
  if ((info.status as number) === COMPLETED) return (await handle.result()) as NotificationsRecord;
  const ask = () => handle.query<NotificationsRecord>(MESSAGES.get);
  return client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, ask).catch(afterSomeAttempts);
}

/** A run that Temporal has ended since it could not go on may answer no query: then nothing is known of what it told. */
function afterSomeAttempts(error: unknown): undefined {
  if (activityInfo().attempt < MAX_ATTEMPTS) throw error;
}

function ifGone(error: unknown): undefined {
  if ((error as { code?: unknown }).code !== NOT_FOUND) throw error;
}
