import type { Subject } from '../../contract/notification';
import { digest } from '../digest';

/**
 * The id of one message: the same whenever it is sent again, and of no other.
 *
 * @param since when the subject began: another with its id has messages of its own
 */
export function messageId(
  { kind, id }: Subject,
  key: string,
  { since, channel, to, shows }: { since: string; channel: string; to?: string | undefined; shows?: string },
): string {
  return `msg_${digest({ kind, id, since, key, channel, to, shows }).slice(0, 32)}`;
}
