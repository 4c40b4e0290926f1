import { InvalidInput } from '../../contract/errors';
import { entityKindOf } from '../entity-kind';
import { onlyKnown } from '../input';
import { Manager } from '../manager';
import type { Session } from '../temporal/session';
import { countFailing, getNotifications, listFailing, type NotificationsView } from './view';
import { wakeNotificationsWorkflow } from './wake';

/**
 * Reads the notifications of requests and escalations, and sends them again.
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

/** Which notifications are sent again. */
export interface RedeliverOptions {
  /** A channel of the config, such as `hooks`. */
  channel: string;
  /** The ids of the messages. Default: those that failed. */
  ids?: string[];
}

/**
 * Sends messages again under the same ids, so that a receiver can drop duplicates. Returns the ids; an empty list if there
 * was nothing to send again.
 *
 * @param id of the request or escalation
 * @throws RequestNotFound when no request or escalation has this id
 * @throws InvalidInput when the id is a run's, or a message id is unknown
 * @throws TemporalUnreachable
 */
async function redeliver(session: Session, id: string, options: RedeliverOptions): Promise<string[]> {
  const { channel, ids } = onlyKnown(options, { channel: true, ids: true });
  const kind = await entityKindOf(session.client, id);
  if (kind === 'run')
    throw new InvalidInput(`${id}: is a run. Give the id of one of its requests or escalations`);
  const { items } = await getNotifications(session, id);
  const own = items.filter((item) => item.channel === channel && item.status !== 'sending');
  const unknown = ids?.find((wanted) => own.every((item) => item.id !== wanted));
  if (unknown !== undefined)
    throw new InvalidInput(`${unknown}: no finished message about ${id} on channel ${channel} has this id`);
  const again = own
    .filter((item) => (ids === undefined ? item.status === 'failed' : ids.includes(item.id)))
    .map((item) => item.id);
  if (again.length > 0)
    await wakeNotificationsWorkflow(session, { kind, id }, { redeliver: { channel, ids: again } });
  return again;
}
