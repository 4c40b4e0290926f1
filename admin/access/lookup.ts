import type { NotificationsView } from '../../client';
import { entityKindOf as kindInTemporal } from '../../client/entity-kind';
import { wakeNotificationsWorkflow } from '../../client/notifications/wake';
import { findWorkflow } from '../../client/temporal/read';
import { escalationStatusOf, isOpen, requestStatusOf, runStatusOf } from '../../client/temporal/status';
import { EscalationNotFound, RequestNotFound, RunNotFound } from '../../contract/errors';
import { LIMITS } from '../../contract/limits';
import { useId } from '../../rules/ids';
import type { AdminContext } from '../http/context';
import { readEscalation } from './escalations';
import type { Principal } from './principal';
import { readRequest } from './read-request';
import { readRun } from './runs';

/*
 * Lookups by id: which kind of thing it is, its notifications and its progress.
 */

const READ = { request: readRequest, escalation: readEscalation, run: readRun };

const STATUS = { request: requestStatusOf, escalation: escalationStatusOf, run: runStatusOf };

export type EntityKind = keyof typeof READ;

/**
 * Whether the id is that of a request, an escalation or a run.
 *
 * @throws RequestNotFound if nothing that the principal may read has the id
 */
export async function lookUpKind(admin: AdminContext, who: Principal, id: string): Promise<EntityKind> {
  try {
    const kind = await kindInTemporal(admin.client, id);
    await READ[kind](admin, who, id);
    return kind;
  } catch (error) {
    const isHidden = [RequestNotFound, EscalationNotFound, RunNotFound].some((type) => error instanceof type);
    throw isHidden ? new RequestNotFound(id, 'no request, escalation or run has this id') : error;
  }
}

/**
 * The notifications about a request or an escalation that the principal may read.
 *
 * @throws RequestNotFound; TemporalUnreachable
 */
export async function readNotifications(
  admin: AdminContext,
  who: Principal,
  id: string,
): Promise<NotificationsView> {
  if ((await lookUpKind(admin, who, id)) === 'run')
    throw new RequestNotFound(id, 'no request or escalation has this id');
  return admin.notifications.get(id);
}

/**
 * The status and the history length of a workflow, and how far the use of an approved request is. All come from Temporal, without
 * a worker. Undefined if nothing has the id.
 */
export async function readProgress(admin: AdminContext, kind: EntityKind, id: string) {
  const described = await findWorkflow(admin.client, id);
  if (described === undefined) return undefined;
  const { historyLength, unreadable } = described;
  const status = STATUS[kind](described);
  const isApproved = kind === 'request' && status === 'approved';
  return { status, historyLength, unreadable, ...(isApproved && { use: await useProgress(admin, id) }) };
}

/** The number and the state of the latest claim. After a release another claim may follow. */
async function useProgress({ client }: AdminContext, requestId: string): Promise<string> {
  let progress = 'unclaimed';
  for (let number = 1; number <= LIMITS.claims; number++) {
    const use = await findWorkflow(client, useId(requestId, number));
    if (use === undefined) break;
    progress = `${number} ${use.status.name} ${use.historyLength}`;
    if (isOpen(use)) break;
  }
  return progress;
}

/** Makes the worker update a Slack message after a click. @throws TemporalUnreachable */
export async function refreshMessage(
  { session }: AdminContext,
  subject: { kind: 'request' | 'escalation'; id: string },
  refresh: { channel: string; to?: string; ref: string },
): Promise<void> {
  await wakeNotificationsWorkflow(session, subject, { refresh });
}
