import type { Client } from '@temporalio/client';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type { NotificationRecord, NotificationsRecord } from '../../contract/notification';
import { callTemporal } from '../temporal/calls';
import { pageOf } from '../temporal/page';
import type { DescribedWorkflow, Row } from '../temporal/row';
import { handleOf, type Session } from '../temporal/session';
import { notificationsWorkflow } from './wake';

/** A message as it stands. */
export interface NotificationItem extends Omit<NotificationRecord, 'shows' | 'ref' | 'again'> {
  /** Of one on its way that has failed before: how often, and when it is tried again (ISO 8601). */
  attempts?: number;
  nextAttemptAt?: string;
}

/** Who was told what about a request or an escalation. */
export interface NotificationsView {
  /** Oldest first. */
  items: NotificationItem[];
  /** People who should have been told, and no channel has an address of them, or they may not read it in the inbox. */
  unreachable: string[];
}

const QUERY_TIMEOUT_MS = 2_000;

/**
 * Who was told what, when, and what could not be delivered. Nothing where nobody was to be told: the config of the worker
 * has no channels, or none answers.
 *
 * @param id of the request or escalation
 * @throws InvalidInput when it is no id
 * @throws TemporalUnreachable
 */
export async function getNotifications(session: Session, id: string): Promise<NotificationsView> {
  const { described } = (await notificationsWorkflow(session, { id })) ?? {};
  if (described === undefined) return { items: [], unreachable: [] };
  const record = await recordOf(session, described);
  const tries = pendingOf(described);
  return {
    items: (record?.messages ?? []).map(({ shows: _shows, ref: _ref, again: _again, ...item }) => ({
      ...item,
      ...(item.status === 'sending' && tries.get(item.id)),
    })),
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

/** What Temporal knows of deliveries that failed and are tried again: each activity goes by its message's id. */
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

/** The latest so many are looked at. */
const MAX_LISTED = 1_000;

/**
 * About how many requests and escalations somebody was not told what they should have been, since every channel that reaches
 * them refused for good or was given up. Within the namespace's retention; at most 1,000.
 *
 * @throws TemporalUnreachable
 */
export async function countFailing(session: Session): Promise<number> {
  return (await latestFailing(session)).length;
}

/** The latest of those, by the id of the request or escalation; at most `limit`. @throws TemporalUnreachable */
export async function listFailing(session: Session, limit = 10): Promise<string[]> {
  return (await latestFailing(session)).slice(0, limit);
}

/** Whose latest run says so: what was sent again since is no failure any more. */
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
