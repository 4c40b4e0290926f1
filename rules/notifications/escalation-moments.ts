import type { EscalationEvent, EscalationRecord } from '../../contract/escalation';
import type { Moment } from '../../contract/notification';
import { peopleBehind } from '../escalations/escalation-people';
import { isOpenEscalation } from '../escalations/end-escalation';
import type { MomentNow, MomentsNow } from './moment-now';

/**
 * What there is to tell of an escalation: to those asked now the latest call, and how it ended to those whom a call has
 * reached and to whoever escalated. Its clocks are its own: every ring is in its history.
 *
 * @param told whom a call has reached
 */
export function escalationMoments(
  record: EscalationRecord,
  { asked, told }: { asked: Record<string, string>; told: string[] },
): MomentsNow {
  const calls = record.history.flatMap((event, index) => callOf(event, record.history[index - 1]));
  const last = calls.length - 1;
  const isOpen = isOpenEscalation(record);
  const moments = calls.map((call, index): MomentNow => {
    const isPresent = isOpen && index === last;
    return isPresent ? { ...call, nature: 'call', to: called(record) } : { ...call, nature: 'fact', to: [] };
  });
  if (isOpen) return { moments, ended: false, asked };
  const moment = record.status === 'cancelled' ? 'cancelled' : 'resolved';
  const by = record.resolution?.resolvedBy ?? record.cancelled?.name;
  const concerned = new Set([...told, ...(record.escalatedBy === undefined ? [] : [record.escalatedBy])]);
  const to = [...concerned].filter((person) => person !== by);
  return { moments: [...moments, { key: 'ended', moment, nature: 'result', to }], ended: true, asked };
}

/** Whether this call is still the latest, and this person among those asked. */
export function isStillAsked(record: EscalationRecord, key: string, person: string | undefined): boolean {
  if (!isOpenEscalation(record)) return false;
  const present = record.history.flatMap((event, index) => callOf(event, record.history[index - 1])).at(-1);
  return present?.key === key && (person === undefined || called(record).includes(person));
}

/** Whoever has acknowledged has it, and the others need not be told. */
function called(record: EscalationRecord): string[] {
  const { acknowledgedBy, assignees } = record;
  if (record.status === 'acknowledged' && acknowledgedBy !== undefined) return [acknowledgedBy];
  return [...new Set(assignees.flatMap((entry) => peopleBehind(record, entry)))];
}

/** An event by which somebody is asked, with what came just before it. */
function callOf(
  event: EscalationEvent,
  before: EscalationEvent | undefined,
): Pick<MomentNow, 'key' | 'moment'>[] {
  const key = `${event.what}-${event.at}`;
  if (event.what === 'reminded') return [{ key, moment: 'reminder' }];
  if (event.what === 'reassigned') return [{ key, moment: 'escalated' }];
  if (event.what !== 'notified') return [];
  return [{ key: `${key}-${event.level}`, moment: momentOf(before) }];
}

function momentOf(before: EscalationEvent | undefined): Moment {
  if (before?.what === 'lapsed') return 'lapsed';
  return before?.what === 'promoted' || before?.what === 'repeated' || before?.what === 'raised'
    ? 'promoted'
    : 'escalated';
}
