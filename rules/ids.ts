import { utf8Bytes } from '../contract/limits';
import { DERIVED_ENDS } from '../contract/names';
import type { Subject } from '../contract/notification';
import { digest } from './digest';
import { truncateToBytes } from './requests/details';

const MAX_END_BYTES = 80;

/**
 * An id that says whose child it is, of at most 200 bytes: `run-42-escalation-1`. Where that is too long its beginning is
 * cut, and a digest tells it from others; a short end stays, since ids are known by their ends.
 */
export function childId(parent: string, what: string): string {
  const id = `${parent}-${what}`;
  if (utf8Bytes(id) <= 200) return id;
  const [derived = `-${what}`] = DERIVED_ENDS.exec(id) ?? [];
  const end = `-${digest(id).slice(0, 16)}${utf8Bytes(derived) <= MAX_END_BYTES ? derived : ''}`;
  return `${truncateToBytes(id, 200 - utf8Bytes(end))}${end}`;
}

/** The ids of workflows that gather messages begin so. */
export const NOTIFICATION_DIGEST_PREFIX = 'hitl-digest-';

/**
 * What is wrong with this id for a workflow that is started on its own, if anything: it may be the id that this package
 * derives for the notifications, the escalation or the use of something else, which would then have none.
 */
export function reservedIdProblem(id: string): string | undefined {
  if (id.startsWith(NOTIFICATION_DIGEST_PREFIX))
    return `begins with ${NOTIFICATION_DIGEST_PREFIX}, which is reserved. Choose another id`;
  const end = DERIVED_ENDS.exec(id)?.[1];
  if (end === undefined) return undefined;
  return `ends with -${end}, which is reserved for what belongs to another id. Choose another id`;
}

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
