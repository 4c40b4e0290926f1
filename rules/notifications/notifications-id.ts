import type { Subject } from '../../contract/notification';
import { childId } from '../child-id';
import { digest } from '../digest';

/** The id of the workflow that tells people about a subject. */
export function notificationsId({ id }: Pick<Subject, 'id'>): string {
  return childId(id, 'notifications');
}

/** The ids that it may have: the second where a workflow that is not its own has the first. */
export function notificationsIds(subject: Pick<Subject, 'id'>): [string, string] {
  const first = notificationsId(subject);
  return [first, childId(first, digest(first).slice(0, 8))];
}

/** What has one of the derived ids. `other`: a workflow of another kind, or one that belongs to something else. */
export type Occupant = 'own' | 'free' | 'other';

/** Whether the argument that a workflow of notifications was started with is this subject. */
export function isSubject({ id, kind }: Pick<Subject, 'id'> & Partial<Subject>, input: unknown): boolean {
  const given = input as Partial<Subject> | null | undefined;
  return given?.id === id && (kind === undefined || given.kind === kind);
}
