import { activityInfo, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import { restartProblem } from '../../rules/continuation';
import type { Occupant } from '../../rules/notifications/notifications-id';

const NOT_FOUND = 5;

/**
 * Which of these derived ids to use: the first that is the own workflow's, or free. Anybody may have taken a derived id first,
 * and a foreign workflow must be neither signalled nor believed.
 *
 * @param isOwn whether the first argument that the workflow was started with is the own workflow's
 * @throws ApplicationFailure where others have taken every one of them
 */
export async function derivedWorkflow(
  ids: readonly string[],
  type: string,
  isOwn: (input: unknown) => boolean,
): Promise<string> {
  for (const id of ids) if ((await occupantOf(id, type, isOwn)) !== 'other') return id;
  throw ApplicationFailure.nonRetryable(
    `nobody is notified: workflows of others have the ids ${ids.join(' and ')}. End them, or use other request ids`,
    'DerivedIdTaken',
  );
}

async function occupantOf(id: string, type: string, isOwn: (input: unknown) => boolean): Promise<Occupant> {
  const { client } = Context.current();
  const { workflowNamespace: namespace = 'default', taskQueue } = activityInfo();
  const execution = { workflowId: id };
  const request = { namespace, execution, maximumPageSize: 1 };
  const page = await client.workflowService.getWorkflowExecutionHistory(request).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === NOT_FOUND) return undefined;
    throw error;
  });
  if (page === undefined) return 'free';
  const started = page.history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  // A worker on another task queue is not ours.
  if (started?.workflowType?.name !== type || started.taskQueue?.name !== taskQueue) return 'other';
  // It would wait for its cron schedule, or fail at its start.
  if (restartProblem({ ...started, attempt: started.attempt ?? 1 }) !== undefined) return 'other';
  const context = { type: 'workflow', namespace, workflowId: id } as const;
  const converter = client.options.loadedDataConverter;
  const given = await decodeArrayFromPayloads(converter, started.input?.payloads, context).catch(() => []);
  return isOwn(given[0]) ? 'own' : 'other';
}
