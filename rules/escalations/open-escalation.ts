import type { EscalationInput, EscalationRecord } from '../../contract/escalation';
import { isAbove } from '../../contract/level';
import type { RaiseMessage } from '../../contract/escalation-messages';
import { isOpenEscalation } from './end-escalation';
import { lastEventAt, withEvent } from './escalation-history';
import { firstRung, notify, withoutAcknowledgement } from './ladder';
import { isoTime } from '../time';

/** An escalation at its start: nobody has been asked yet. */
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
    raises: 0,
  };
}

/**
 * The run would escalate again while this is open: a higher level raises it, the same or a lower one adds its reason
 * (design, escalations, rule 2). A level above which nobody is to be asked adds its reason, too.
 */
export function raiseEscalation(
  before: EscalationRecord,
  { level, reason }: RaiseMessage,
  arrivedAt: number,
): EscalationRecord {
  if (!isOpenEscalation(before)) return before;
  const record = { ...before, raises: before.raises + 1 };
  const now = Math.max(arrivedAt, lastEventAt(record));
  const at = isoTime(now);
  const rung = record.plan && firstRung(record.plan, level);
  if (rung === undefined || !isAbove(rung.level, record.level)) {
    if (saidLast(record) === reason) return record;
    return withEvent(record, { at, what: 'added', level, reason });
  }
  const raised = withEvent(record, { at, what: 'raised', from: record.level, to: rung.level, reason });
  return notify(withoutAcknowledgement(raised), rung, now);
}

/** An agent that reports the same at every step says nothing new. */
function saidLast({ history, reason }: EscalationRecord): string {
  const last = history.findLast(({ what }) => what === 'added' || what === 'raised');
  return last && 'reason' in last ? (last.reason ?? reason) : reason;
}
