import { utf8Bytes } from '../contract/limits';
import { DERIVED_ENDS } from '../contract/names';
import type { Subject } from '../contract/notification';
import { digest } from './digest';
import { truncateToBytes } from './text';

const MAX_END_BYTES = 80;

/**
 * The id of a child, with its parent's id in it, of at most 200 bytes: `run-42-escalation-1`. A longer id is cut at its
 * beginning and gets a digest, so that it stays unique. A short end stays, since some ids are recognized by their ends.
 */
export function childId(parent: string, what: string): string {
  const id = `${parent}-${what}`;
  if (utf8Bytes(id) <= 200) return id;
  const [derived = `-${what}`] = DERIVED_ENDS.exec(id) ?? [];
  const end = `-${digest(id).slice(0, 16)}${utf8Bytes(derived) <= MAX_END_BYTES ? derived : ''}`;
  return `${truncateToBytes(id, 200 - utf8Bytes(end))}${end}`;
}

/** The id of the workflow of one claim: `ID-use`, and after its release `ID-use-2`. Every claim has an id of its own. */
export function useId(requestId: string, number: number): string {
  return childId(requestId, number === 1 ? 'use' : `use-${number}`);
}

/** The ids of digest workflows, which collect messages, begin with this. */
export const NOTIFICATION_DIGEST_PREFIX = 'hitl-digest-';

/**
 * Why a workflow must not be started with this id: this package derives such ids for the notifications, the escalation
 * or the use of another workflow. If the id is taken, that workflow cannot start its own.
 */
export function reservedIdProblem(id: string): string | undefined {
  if (id.startsWith(NOTIFICATION_DIGEST_PREFIX))
    return `begins with ${NOTIFICATION_DIGEST_PREFIX}, which is reserved: choose another id`;
  const end = DERIVED_ENDS.exec(id)?.[1];
  if (end === undefined) return undefined;
  return `ends with -${end}, which is reserved for workflows of another id: choose another id`;
}

/**
 * The unique id of one message. It is the same each time the message is sent.
 *
 * @param since when the subject began, since another subject may have the same id later
 */
export function messageId(
  { kind, id }: Subject,
  key: string,
  { since, channel, to, shows }: { since: string; channel: string; to?: string | undefined; shows?: string },
): string {
  return `msg_${digest({ kind, id, since, key, channel, to, shows }).slice(0, 32)}`;
}
