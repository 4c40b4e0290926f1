import type { Subject } from '../../contract/notification';

/** The id of the workflow that tells people about a subject. Longer than other ids may be, so that it is nobody's. */
export function notificationsId({ id }: Subject): string {
  return `${id}-notifications`;
}
