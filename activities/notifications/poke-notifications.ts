import { randomUUID } from 'node:crypto';
import { activityInfo, Context } from '@temporalio/activity';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { Subject } from '../../contract/notification';
import { isSubject, notificationsIds } from '../../rules/notifications/notifications-id';
import { pokeOptions } from '../../rules/notifications/poke-options';
import type { Notifying } from './context';
import { derivedWorkflow } from './derived-workflow';

/**
 * Has the workflow of a subject's notifications look again, and starts it if need be. It carries nothing of what is told:
 * the task that pokes may yet be lost with all that it decided.
 *
 * @param record the subject's, where the poke is a local activity: kept for the next look, which believes it once the
 *   history has the token that is answered here
 */
export async function pokeNotifications(
  { records }: Notifying,
  subject: Subject,
  record?: object,
): Promise<string> {
  const token = randomUUID();
  const runId = activityInfo().workflowExecution?.runId;
  if (record !== undefined && runId !== undefined) records.handOn(subject.id, runId, record, token);
  const id = await derivedWorkflow(notificationsIds(subject), WORKFLOW_TYPES.notifications, (input) =>
    isSubject(subject, input),
  );
  await Context.current().client.workflow.signalWithStart(WORKFLOW_TYPES.notifications, {
    ...pokeOptions(id, subject, {}),
    taskQueue: activityInfo().taskQueue,
  });
  return token;
}
