import type { EscalationEvent, EscalationRecord } from '../../contract/escalation';
import type { NotificationEvent } from '../../contract/names';
import { peopleOfAssignee } from '../escalations/people';
import { isOpenEscalation } from '../escalations/record';
import type { CurrentEvent, CurrentEvents, EarlierEvents } from './current-event';

/**
 * The events of an escalation. While it is open: the latest notification, to the current assignees. After the end: the
 * outcome, to the people who were notified and to the person who escalated. The escalation's own workflow handles its
 * deadlines and reminders, and records them in the history that this reads.
 */
export function escalationNotificationEvents(
  record: EscalationRecord,
  { asked, notified }: EarlierEvents,
): CurrentEvents {
  const notifications = record.history.flatMap((event, index) =>
    escalationEventKey(event, record.history[index - 1]),
  );
  const last = notifications.length - 1;
  const isOpen = isOpenEscalation(record);
  const events = notifications.map((notification, index): CurrentEvent => {
    const isPresent = isOpen && index === last;
    return isPresent
      ? { ...notification, nature: 'action', to: peopleToNotify(record) }
      : { ...notification, nature: 'fact', to: [] };
  });
  if (isOpen) return { events, ended: false, asked };
  const event = record.status === 'cancelled' ? 'cancelled' : 'resolved';
  const by = record.resolution?.resolvedBy ?? record.cancelled?.name;
  const concerned = new Set([...notified, ...(record.escalatedBy === undefined ? [] : [record.escalatedBy])]);
  const to = [...concerned].filter((person) => person !== by);
  return { events: [...events, { key: 'ended', event, nature: 'result', to }], ended: true, asked };
}

/** Whether the event with this key is still the latest notification, and this person is one of its recipients. */
export function escalationStillNeeds(
  record: EscalationRecord,
  key: string,
  person: string | undefined,
): boolean {
  if (!isOpenEscalation(record)) return false;
  const present = record.history
    .flatMap((event, index) => escalationEventKey(event, record.history[index - 1]))
    .at(-1);
  return present?.key === key && (person === undefined || peopleToNotify(record).includes(person));
}

/** The current assignees. After an acknowledgement only the person who acknowledged: the others need no message. */
function peopleToNotify(record: EscalationRecord): string[] {
  const { acknowledgedBy, assignees } = record;
  if (record.status === 'acknowledged' && acknowledgedBy !== undefined) return [acknowledgedBy];
  return [...new Set(assignees.flatMap((entry) => peopleOfAssignee(record, entry)))];
}

/** The key of an event that notifies people; nothing for other events. `before` is the event just before it. */
function escalationEventKey(
  event: EscalationEvent,
  before: EscalationEvent | undefined,
): Pick<CurrentEvent, 'key' | 'event'>[] {
  const key = `${event.what}-${event.at}`;
  if (event.what === 'reminded') return [{ key, event: 'reminder' }];
  if (event.what === 'reassigned') return [{ key, event: 'escalated' }];
  if (event.what !== 'notified') return [];
  return [{ key: `${key}-${event.level}`, event: notificationEventOf(before) }];
}

function notificationEventOf(before: EscalationEvent | undefined): NotificationEvent {
  if (before?.what === 'lapsed') return 'lapsed';
  return before?.what === 'promoted' || before?.what === 'repeated' || before?.what === 'raised'
    ? 'promoted'
    : 'escalated';
}
