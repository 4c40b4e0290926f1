import type { Client } from '@temporalio/client';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type { NotificationItem, NotificationsRecord, NotificationsView } from '../../contract/notification';
import { callTemporal } from '../temporal/calls';
import { pageOf } from '../temporal/page';
import type { DescribedWorkflow, Row } from '../temporal/row';
import { handleOf, type Session } from '../temporal/session';
import { notificationsWorkflow } from './wake';

export type { NotificationItem, NotificationsView };

const QUERY_TIMEOUT_MS = 2_000;

/**
 * Reads who was notified of what and when, and what could not be delivered. Empty if the worker's config has no channels, or no worker answers.
 *
 * @param id of the request or escalation
 * @throws InvalidInput when the id is not valid
 * @throws TemporalUnreachable
 */
export async function getNotifications(session: Session, id: string): Promise<NotificationsView> {
  const { described } = (await notificationsWorkflow(session, { id })) ?? {};
  if (described === undefined) return { items: [], unreachable: [] };
  const record = await recordOf(session, described);
  const tries = pendingOf(described);
  return {
    items: (record?.messages ?? []).map(
      ({ shows: _shows, ref: _ref, sentAt: _sentAt, again: _again, ...item }) => ({
        ...item,
        ...(item.status === 'sending' && tries.get(item.id)),
      }),
    ),
    unreachable: record?.unreachable ?? [],
  };
}

function recordOf(
  session: Session,
  { workflowId, status }: DescribedWorkflow,
): Promise<NotificationsRecord | undefined> {
  const handle = handleOf(session, workflowId);
  if (status.name === 'COMPLETED')
    return callTemporal(session.client, () => handle.result() as Promise<NotificationsRecord>);
  const ask = () => handle.query<NotificationsRecord>(MESSAGES.get);
  return session.client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, ask).catch(() => undefined);
}

/** Deliveries that failed and are being retried, by message id, which is the activity's id. */
function pendingOf({ raw }: DescribedWorkflow): Map<string, Partial<NotificationItem>> {
  const pending = raw.pendingActivities ?? [];
  return new Map(
    pending
      .filter(({ lastFailure }) => lastFailure != null)
      .map(({ activityId, attempt, lastFailure, scheduledTime }) => [
        activityId ?? '',
        {
          attempts: Math.max(1, (attempt ?? 1) - 1),
          why: lastFailure?.message ?? 'it failed',
          ...(scheduledTime?.seconds != null && {
            nextAttemptAt: new Date(Number(scheduledTime.seconds) * 1_000).toISOString(),
          }),
        },
      ]),
  );
}

/** Only the latest deliveries are read. */
const MAX_LISTED = 1_000;

/**
 * Counts the requests and escalations with a notification that failed on every channel. Covers the namespace's retention; at most 1,000.
 *
 * @throws TemporalUnreachable
 */
export async function countFailing(session: Session): Promise<number> {
  return (await latestFailing(session)).length;
}

/** The ids of the latest requests and escalations with a failed notification; at most `limit`. @throws TemporalUnreachable */
export async function listFailing(session: Session, limit = 10): Promise<string[]> {
  return (await latestFailing(session)).slice(0, limit);
}

/** Only the latest run of each workflow counts: a message that was sent again since then is no longer a failure. */
async function latestFailing({ client }: Session): Promise<string[]> {
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
  return (await pageOf(client, query, MAX_LISTED, (row) => row)).items;
}
