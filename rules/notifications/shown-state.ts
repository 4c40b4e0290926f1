import type { SubjectRecord } from '../../contract/notification';
import { digest } from '../digest';

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
