import { MESSAGES } from '../../contract/names';
import type { WakeMessage, Subject, SubjectRecord } from '../../contract/notification';
import { digest } from '../digest';
import { childId } from '../ids';
import { truncateToBytes } from '../requests/details';

/*
 * The workflow that notifies people of a subject: its id, when there is something new to tell, and how it is woken.
 */

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
export type IdOwner = 'own' | 'free' | 'other';

/** Whether the argument that a workflow of notifications was started with is this subject. */
export function isSameSubject({ id, kind }: Pick<Subject, 'id'> & Partial<Subject>, input: unknown): boolean {
  const given = input as Partial<Subject> | null | undefined;
  return given?.id === id && (kind === undefined || given.kind === kind);
}

/** What a message shows of its subject's state, in few characters: a message that shows another is out of date. */
export function shownState({ kind, record }: SubjectRecord): string {
  const state =
    kind === 'request'
      ? {
          status: record.status,
          stage: record.stage,
          expiresAt: record.expiresAt,
          decisions: record.decisions.map(({ decidedBy, decision, void: isVoid }) => [
            decidedBy,
            decision,
            isVoid,
          ]),
        }
      : {
          status: record.status,
          level: record.level,
          assignees: record.assignees,
          by: record.acknowledgedBy,
          action: record.resolution?.action,
        };
  return digest(state).slice(0, 12);
}

/**
 * How the workflow of a subject's notifications is woken, and started if need be: the same for whoever wakes.
 *
 * @param workflowId one of `notificationsIds`
 * @param after the run of the same workflow that has ended, from whose record a new one goes on
 */
export function wakeOptions(workflowId: string, subject: Subject, message: WakeMessage, after?: string) {
  return {
    workflowId,
    args: after === undefined ? [subject] : [{ ...subject, after }],
    signal: MESSAGES.wake,
    signalArgs: [message],
    memo: { ...subject },
    workflowTaskTimeout: '30s' as const,
    staticSummary: truncateToBytes(`notifications about ${subject.id}`, 190),
  };
}
