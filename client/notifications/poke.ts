import { WorkflowNotFoundError } from '@temporalio/common';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type { PokeMessage, Subject } from '../../contract/notification';
import { pokeOptions } from '../../rules/notifications/poke-options';
import { bounded } from '../temporal/bounded';
import { notificationsWorkflow } from './own-workflow';
import { handleOf, type Session } from '../temporal/session';

/**
 * Wakes the one workflow that writes all messages about a subject. Where that has ended it begins anew with what it has
 * told, so that nothing is told again. A foreign workflow under its id is left alone.
 *
 * @throws TemporalUnreachable
 */
export async function poke(session: Session, subject: Subject, message: PokeMessage): Promise<void> {
  const { client, taskQueue } = session;
  const own = await notificationsWorkflow(session, subject);
  if (own === undefined) return;
  const { id, described } = own;
  if (described?.status.name === 'RUNNING' && (await poked(session, id, message))) return;
  await bounded(client, () =>
    client.workflow.signalWithStart(WORKFLOW_TYPES.notifications, {
      ...pokeOptions(id, subject, message, described?.runId),
      taskQueue: described?.taskQueue ?? taskQueue,
    }),
  );
}

/** Whether it was there to be poked: it may end at any time. */
async function poked(session: Session, id: string, message: PokeMessage): Promise<boolean> {
  try {
    await bounded(session.client, () => handleOf(session, id).signal(MESSAGES.poke, message));
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
