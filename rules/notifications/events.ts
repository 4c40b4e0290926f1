import type { NotificationEvent } from '../../contract/names';
import type { SubjectRecord } from '../../contract/notification';
import type { CurrentEvents, EarlierEvents } from './current-event';
import { escalationNotificationEvents, escalationStillNeeds } from './escalation-events';
import { isNewsStill, requestNotificationEvents, requestStillNeeds } from './request-events';

/** The events of a subject at `now`, about which people must be notified. */
export function notificationEvents(
  about: SubjectRecord,
  earlier: EarlierEvents & { now: number },
): CurrentEvents {
  return about.kind === 'request'
    ? requestNotificationEvents(about, earlier)
    : escalationNotificationEvents(about.record, earlier);
}

/** Whether an event that needs action still matters to this person, or without a person, to anyone. */
export function stillMatters(about: SubjectRecord, key: string, person?: string): boolean {
  return about.kind === 'request'
    ? requestStillNeeds(about.record, key, person)
    : escalationStillNeeds(about.record, key, person);
}

const RESULT_EVENTS: NotificationEvent[] = [
  'decided',
  'answered',
  'expired',
  'cancelled',
  'claimed',
  'outcome',
  'resolved',
];

/** Whether the message about an event can become outdated before it is sent, because the event asks for an action. */
export function canLapse(event: NotificationEvent): boolean {
  return !RESULT_EVENTS.includes(event);
}

/** Whether the message about an event is outdated: nobody needs to act on it or to know about it any more. */
export function isOutdated(
  about: SubjectRecord,
  { event, key, to }: { event: NotificationEvent; key: string; to?: string | undefined },
): boolean {
  if (!canLapse(event) || stillMatters(about, key, to)) return false;
  return about.kind !== 'request' || !isNewsStill(about.record, event, key, to);
}
