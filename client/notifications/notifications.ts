import { Manager } from '../manager';
import { countFailing, listFailing } from './failing';
import { getNotifications, type NotificationsView } from './get-notifications';
import { redeliver, type RedeliverOptions } from './redeliver';

/**
 * Reads who was told what about requests and escalations, and has messages sent again.
 *
 * ```ts
 * const notifications = await Notifications.connect();
 * const { items } = await notifications.get(request.id);
 * ```
 */
export class Notifications extends Manager {
  /** See {@link getNotifications}. */
  get(id: string): Promise<NotificationsView> {
    return getNotifications(this.session, id);
  }

  /** See {@link redeliver}. */
  redeliver(id: string, options: RedeliverOptions): Promise<string[]> {
    return redeliver(this.session, id, options);
  }

  /** See {@link countFailing}. */
  countFailing(): Promise<number> {
    return countFailing(this.session);
  }

  /** See {@link listFailing}. */
  listFailing(limit?: number): Promise<string[]> {
    return listFailing(this.session, limit);
  }
}
