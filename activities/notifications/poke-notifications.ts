import { activityInfo, Context } from '@temporalio/activity';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { Subject } from '../../contract/notification';
import { isSubject, notificationsIds } from '../../rules/notifications/notifications-id';
import { pokeOptions } from '../../rules/notifications/poke-options';
import { derivedWorkflow } from './derived-workflow';

/**
 * Has the workflow of a subject's notifications look again, and starts it if need be. It carries nothing of what is told:
 * the task that pokes may yet be lost with all that it decided, so whoever is poked reads for itself.
 */
export async function pokeNotifications(subject: Subject): Promise<void> {
  const id = await derivedWorkflow(notificationsIds(subject), WORKFLOW_TYPES.notifications, (input) =>
    isSubject(subject, input),
  );
  await Context.current().client.workflow.signalWithStart(WORKFLOW_TYPES.notifications, {
    ...pokeOptions(id, subject, {}),
    taskQueue: activityInfo().taskQueue,
  });
}
