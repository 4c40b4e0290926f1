import { WorkflowNotFoundError } from '@temporalio/common';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type { WakeMessage, Subject } from '../../contract/notification';
import { isSameSubject, notificationsIds, type IdOwner, wakeOptions } from '../../rules/notifications/wake';
import { callTemporal } from '../temporal/calls';
import { readFirstEvent } from '../temporal/first-event';
import { findWorkflow } from '../temporal/read';
import type { DescribedWorkflow } from '../temporal/row';
import { handleOf, type Session } from '../temporal/session';

/**
 * Wakes the workflow that sends all messages about one subject. If it has ended, it starts again with its delivery log, so
 * that no message is sent twice. A foreign workflow that has its id is left alone.
 *
 * @throws TemporalUnreachable
 */
export async function wakeNotificationsWorkflow(
  session: Session,
  subject: Subject,
  message: WakeMessage,
): Promise<void> {
  const { client, taskQueue } = session;
  const own = await notificationsWorkflow(session, subject);
  if (own === undefined) return;
  const { id, described } = own;
  if (described?.status.name === 'RUNNING' && (await isAwake(session, id, message))) return;
  await callTemporal(client, () =>
    client.workflow.signalWithStart(WORKFLOW_TYPES.notifications, {
      ...wakeOptions(id, subject, message, described?.runId),
      taskQueue: described?.taskQueue ?? taskQueue,
    }),
  );
}

/** Whether the workflow was running and was woken. It may end at any time. */
async function isAwake(session: Session, id: string, message: WakeMessage): Promise<boolean> {
  try {
    await callTemporal(session.client, () => handleOf(session, id).signal(MESSAGES.wake, message));
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

interface NotificationsWorkflow {
  id: string;
  /** Absent if the id is free. */
  described?: DescribedWorkflow;
}

/**
 * Returns the workflow that sends the notifications of a subject, or the id under which to start it. A foreign workflow may
 * have taken the derived id first; it is neither read nor signalled. Returns nothing when foreign workflows have every id.
 */
export async function notificationsWorkflow(
  session: Session,
  subject: Pick<Subject, 'id'> & Partial<Subject>,
): Promise<NotificationsWorkflow | undefined> {
  for (const id of notificationsIds(subject)) {
    const described = await findWorkflow(session.client, id);
    if (described === undefined) return { id };
    if ((await occupantOf(session, subject, described)) === 'own') return { id, described };
  }
  return undefined;
}

async function occupantOf(
  { client }: Session,
  subject: Pick<Subject, 'id'> & Partial<Subject>,
  { type, workflowId }: DescribedWorkflow,
): Promise<IdOwner> {
  if (type !== WORKFLOW_TYPES.notifications) return 'other';
  const { args } = await callTemporal(client, () => readFirstEvent(client, workflowId));
  // Without the codec the arguments cannot be read, so only the workflow type is checked.
  return args.length === 0 || isSameSubject(subject, args[0]) ? 'own' : 'other';
}
