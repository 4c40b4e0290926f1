import { defined } from '../../contract/defined';
import type { EscalationEvent, EscalationInput, EscalationRecord } from '../../contract/escalation';
import type { RaiseMessage } from '../../contract/escalation-messages';
import { isAbove } from '../../contract/names';
import { isoTime } from '../text';
import { firstRung, notify, withoutAcknowledgement } from './ladder';
import { boundedEvent, isOpenEscalation, lastEventAt, withEvent } from './record';

/** An escalation at its start: nobody has been notified yet. */
export function openEscalation(id: string, input: EscalationInput, startedAt: number): EscalationRecord {
  return {
    ...input,
    id,
    kind: 'escalation',
    status: 'pending',
    startedAt: isoTime(startedAt),
    startLevel: input.level,
    assignees: [],
    reassigned: [],
    round: 0,
    history: [],
    refused: [],
    refusedCount: 0,
    raiseCount: 0,
  };
}

/**
 * The record after the run escalated again while this is open. A higher level raises it; the same or a lower level adds its
 * reason (design escalation rule 2). A higher level without assignees also only adds its reason.
 */
export function raiseEscalation(
  before: EscalationRecord,
  { level, reason, escalatedBy, triggers }: RaiseMessage,
  arrivedAt: number,
): EscalationRecord {
  if (!isOpenEscalation(before)) return before;
  const record = { ...before, raiseCount: before.raiseCount + 1 };
  const now = Math.max(arrivedAt, lastEventAt(record));
  const cause = {
    at: isoTime(now),
    reason,
    ...defined({ by: escalatedBy }),
    ...(triggers && triggers.length > 0 && { triggers }),
  };
  const rung = record.plan && firstRung(record.plan, level);
  if (rung === undefined || !isAbove(rung.level, record.level)) {
    const added = boundedEvent({ ...cause, what: 'added', level });
    return isLatestReason(record, added) ? record : withEvent(record, added);
  }
  const raised = withEvent(record, { ...cause, what: 'raised', from: record.level, to: rung.level });
  return notify(withoutAcknowledgement(raised), rung, now);
}

/** Whether the reason is the latest one already. An agent may report the same at every step. */
function isLatestReason({ history, reason, escalatedBy }: EscalationRecord, added: EscalationEvent): boolean {
  const last = history.findLast(({ what }) => what === 'added' || what === 'raised');
  const opened = { reason, ...defined({ by: escalatedBy }) };
  const latest = last ?? boundedEvent({ at: added.at, what: 'added', level: 'human_review', ...opened });
  return causeOf(latest) === causeOf(added);
}

function causeOf(event: EscalationEvent): string {
  if (event.what !== 'added' && event.what !== 'raised') return '';
  return JSON.stringify([event.reason, event.by]);
}
