import type { NotificationsView } from '../../client';
import { RequestNotFound } from '../../contract/errors';
import type { Desk } from '../desk/desk';
import { kindOf } from './kind-of';
import type { Principal } from './principal';

/**
 * Who was told what about a request or an escalation, if the principal may read that.
 *
 * @throws RequestNotFound; TemporalUnreachable
 */
export async function readNotifications(desk: Desk, who: Principal, id: string): Promise<NotificationsView> {
  if ((await kindOf(desk, who, id)) === 'run')
    throw new RequestNotFound(id, 'no request or escalation has this id');
  return desk.notifications.get(id);
}
