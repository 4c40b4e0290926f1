import type { NotificationsView } from '../../client';
import { entityKindOf as kindInTemporal } from '../../client/entity-kind';
import { EscalationNotFound, RequestNotFound, RunNotFound } from '../../contract/errors';
import { readEscalation } from './escalations';
import type { Principal } from './principal';
import { readRequest } from './requests';
import { readRun } from './runs';
import type { AdminContext } from '../http/context';

/*
 * What has an id, and who was notified about it.
 */

const READ = { request: readRequest, escalation: readEscalation, run: readRun };

type EntityKind = keyof typeof READ;

/**
 * What has this id, if the principal may read it.
 *
 * @throws RequestNotFound when nothing that it may read has it
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
 * Who was told what about a request or an escalation, if the principal may read that.
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
