import type { Subject } from '../../contract/notification';
import { childId } from '../child-id';

/** The id of the workflow that tells people about a subject. */
export function notificationsId({ id }: Pick<Subject, 'id'>): string {
  return childId(id, 'notifications');
}
