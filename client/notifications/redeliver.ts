import { InvalidInput } from '../../contract/errors';
import { onlyKnown } from '../input-problem';
import { kindOf } from '../temporal/kind-of';
import type { Session } from '../temporal/session';
import { getNotifications } from './get-notifications';
import { poke } from './poke';

export interface RedeliverOptions {
  /** Of the config, such as `hooks`. */
  channel: string;
  /** The messages, by their ids. Default: those that failed. */
  ids?: string[];
}

/**
 * Has messages sent again under their ids, so that a receiver who has one drops the second. Answers the ids; none where
 * there was nothing to send again.
 *
 * @param id of the request or escalation
 * @throws RequestNotFound when nothing of ours has this id
 * @throws InvalidInput when it is a run, or an id is of no message there
 * @throws TemporalUnreachable
 */
export async function redeliver(session: Session, id: string, options: RedeliverOptions): Promise<string[]> {
  const { channel, ids } = onlyKnown(options, { channel: true, ids: true });
  const kind = await kindOf(session.client, id);
  if (kind === 'run') throw new InvalidInput(`${id}: is a run; name one of its requests or escalations`);
  const { items } = await getNotifications(session, id);
  const own = items.filter((item) => item.channel === channel && item.status !== 'sending');
  const unknown = ids?.find((wanted) => own.every((item) => item.id !== wanted));
  if (unknown !== undefined)
    throw new InvalidInput(
      `${unknown}: no message of ${channel} about ${id} that is not on its way has this id`,
    );
  const again = own
    .filter((item) => (ids === undefined ? item.status === 'failed' : ids.includes(item.id)))
    .map((item) => item.id);
  if (again.length > 0) await poke(session, { kind, id }, { redeliver: { channel, ids: again } });
  return again;
}
