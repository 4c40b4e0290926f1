import type { Subject } from '../../contract/notification';
import { digest } from '../digest';

/** The id of one message: the same whenever it is sent again, and of no other. */
export function messageId(
  { kind, id }: Subject,
  key: string,
  { channel, to, shows }: { channel: string; to?: string | undefined; shows?: string },
): string {
  return `msg_${digest({ kind, id, key, channel, to, shows }).slice(0, 32)}`;
}
