import { WorkflowNotFoundError } from '@temporalio/client';
import { bounded } from '../../client/temporal/bounded';
import { lookUp } from '../../client/temporal/find';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type { NotificationsRecord, PokeMessage, Subject } from '../../contract/notification';
import { notificationsId } from '../../rules/notifications/notifications-id';
import type { Desk } from '../desk/desk';

type Refresh = NonNullable<PokeMessage['refresh']>;

/**
 * Has a card brought up to date by the one workflow that writes all messages about its subject. Where that has ended it
 * begins anew with what it has told, so that nothing is told again.
 *
 * @throws TemporalUnreachable
 */
export async function refreshCard(desk: Desk, subject: Subject, refresh: Refresh): Promise<void> {
  const { client } = desk;
  const id = notificationsId(subject);
  const described = await lookUp(client, id);
  if (described !== undefined && described.type !== WORKFLOW_TYPES.notifications) return;
  if (described?.status.name === 'RUNNING' && (await poked(desk, id, refresh))) return;
  const told = described === undefined ? undefined : await whatWasTold(desk, id);
  await bounded(client, () =>
    client.workflow.signalWithStart(WORKFLOW_TYPES.notifications, {
      workflowId: id,
      taskQueue: desk.session.taskQueue,
      args: [subject, ...(told ? [told] : [])],
      signal: MESSAGES.poke,
      signalArgs: [{ refresh }],
      workflowTaskTimeout: '30s',
      staticSummary: `notifications about ${subject.id}`.slice(0, 190),
    }),
  );
}

/** Whether it was there to be poked: it may end at any time. */
async function poked({ client }: Desk, id: string, refresh: Refresh): Promise<boolean> {
  const poke: PokeMessage = { refresh };
  return bounded(client, () => client.workflow.getHandle(id).signal(MESSAGES.poke, poke)).then(
    () => true,
    (error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    },
  );
}

/** Ended by its own story: its result. Ended in Temporal: what a worker tells of it. */
async function whatWasTold({ client }: Desk, id: string): Promise<NotificationsRecord> {
  const handle = client.workflow.getHandle(id);
  return bounded(client, async () => {
    const { status } = await handle.describe();
    if (status.name === 'COMPLETED') return handle.result() as Promise<NotificationsRecord>;
    return handle.query<NotificationsRecord>(MESSAGES.get);
  });
}
