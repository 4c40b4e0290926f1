import { MESSAGES } from '../../contract/names';
import type { WakeMessage, Subject, SubjectRecord } from '../../contract/notification';
import { digest } from '../digest';
import { childId } from '../ids';
import { truncateToBytes } from '../text';

/*
 * The workflow that notifies people about a subject: its id, the state that its messages show, and how it is woken.
 */

/** The id of the workflow that notifies people about a subject. */
export function notificationsId({ id }: Pick<Subject, 'id'>): string {
  return childId(id, 'notifications');
}

/** The ids that it may have. It uses the second one if another workflow has taken the first. */
export function notificationsIds(subject: Pick<Subject, 'id'>): [string, string] {
  const first = notificationsId(subject);
  return [first, childId(first, digest(first).slice(0, 8))];
}

/** Which workflow has one of these ids. `other`: a workflow of another type or another subject. */
export type IdOwner = 'own' | 'free' | 'other';

/** Whether the start argument of a notification workflow is this subject. */
export function isSameSubject({ id, kind }: Pick<Subject, 'id'> & Partial<Subject>, input: unknown): boolean {
  const subject = input as Partial<Subject> | null | undefined;
  return subject?.id === id && (kind === undefined || subject.kind === kind);
}

/** A short digest of the state that a message shows. A message that shows another state is outdated. */
export function shownState(about: SubjectRecord): string {
  const { kind, record } = about;
  const state =
    kind === 'request'
      ? {
          status: record.status,
          uses: about.uses?.map(({ claimedBy, outcome }) => [claimedBy, outcome]),
          stage: record.stage,
          expiresAt: record.expiresAt,
          revision: record.revision,
          comments: record.comments?.length,
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
 * The options to wake a subject's notification workflow, or to start it if there is none. Clients and workers use the same.
 *
 * @param workflowId one of `notificationsIds`
 * @param after an ended run of the same workflow; the new run continues from its record
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
