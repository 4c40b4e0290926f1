import { WORKFLOW_TYPES } from '../../contract/names';
import type { Subject } from '../../contract/notification';
import { isSubject, notificationsIds, type Occupant } from '../../rules/notifications/notifications-id';
import { bounded } from '../temporal/bounded';
import { lookUp } from '../temporal/find';
import { readFirstEvent } from '../temporal/first-event';
import type { DescribedWorkflow } from '../temporal/row';
import type { Session } from '../temporal/session';

export interface NotificationsWorkflow {
  id: string;
  /** Absent where the id is free. */
  described?: DescribedWorkflow;
}

/**
 * The workflow that notifies people about a subject, or the id under which to start it. A foreign workflow may have taken
 * the derived id first; it is neither read nor signalled. Returns nothing when foreign workflows have every id.
 */
export async function notificationsWorkflow(
  session: Session,
  subject: Pick<Subject, 'id'> & Partial<Subject>,
): Promise<NotificationsWorkflow | undefined> {
  for (const id of notificationsIds(subject)) {
    const described = await lookUp(session.client, id);
    if (described === undefined) return { id };
    if ((await occupantOf(session, subject, described)) === 'own') return { id, described };
  }
  return undefined;
}

async function occupantOf(
  { client }: Session,
  subject: Pick<Subject, 'id'> & Partial<Subject>,
  { type, workflowId }: DescribedWorkflow,
): Promise<Occupant> {
  if (type !== WORKFLOW_TYPES.notifications) return 'other';
  const { args } = await bounded(client, () => readFirstEvent(client, workflowId));
  // Without the codec nothing can be told, and the type must do.
  return args.length === 0 || isSubject(subject, args[0]) ? 'own' : 'other';
}
