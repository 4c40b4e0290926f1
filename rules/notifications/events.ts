import { defined } from '../../contract/defined';
import type { EscalationEvent, EscalationRecord } from '../../contract/escalation';
import type { NotificationEvent } from '../../contract/names';
import type { SubjectRecord } from '../../contract/notification';
import type { RequestRecord } from '../../contract/request';
import { peopleOfAssignee } from '../escalations/people';
import { isOpenEscalation } from '../escalations/record';
import { eligible } from '../requests/people';
import { isoTime } from '../text';
import { lastReminder, nextReminderAt } from './reminders';

/** What was known when the events were found before. */
interface EarlierEvents {
  /** When people were first asked, by the key of the event. */
  asked: Record<string, string>;
  /** The people who have received a message about this subject. */
  notified: string[];
}

/** The events of a subject at `now`, about which people must be notified. */
export function notificationEvents(
  about: SubjectRecord,
  earlier: EarlierEvents & { now: number },
): CurrentEvents {
  return about.kind === 'request'
    ? requestNotificationEvents(about.record, earlier)
    : escalationNotificationEvents(about.record, earlier);
}

/** Whether an event that needs action still matters to this person, or without a person, to anyone. */
export function stillMatters(about: SubjectRecord, key: string, person?: string): boolean {
  return about.kind === 'request'
    ? requestStillNeeds(about.record, key, person)
    : escalationStillNeeds(about.record, key, person);
}

/** One occurrence of an event. */
export interface CurrentEvent {
  /** Identifies the occurrence. It is the same each time the events are computed. */
  key: string;
  event: NotificationEvent;
  /**
   * `action`: people must do something, and it matters while they can. `result`: the outcome. `fact`: it is past; only
   * channels that follow every event get it.
   */
  nature: 'action' | 'result' | 'fact';
  /** The people to notify. */
  to: string[];
  /** For a reminder at time `at`: it goes only to people who had received the event with this key before. */
  after?: { key: string; at: number };
}

/** The events of a subject at one time. */
interface CurrentEvents {
  /** The oldest first. */
  events: CurrentEvent[];
  /** When the next event is due by time alone (milliseconds since 1970). */
  nextAt?: number;
  /** No more events will follow. */
  ended: boolean;
  /** When people were first asked, by the key of the event. */
  asked: Record<string, string>;
}

const RESULT_EVENTS: NotificationEvent[] = ['decided', 'expired', 'cancelled', 'resolved'];

/** Whether an event asks people to do something. That may be done before the message is sent. */
export function eventNeedsAction(event: NotificationEvent): boolean {
  return !RESULT_EVENTS.includes(event);
}

/**
 * The events of a request at `now`. While it is open: the request itself and its latest reminder, to the people that the
 * open stage still needs. After the end: the outcome, to the requester and to the people who were asked.
 */
function requestNotificationEvents(
  record: RequestRecord,
  { asked, notified, now }: EarlierEvents & { now: number },
): CurrentEvents {
  const isPlanned = record.plan?.teams !== undefined;
  if (record.status !== 'pending') return endedRequestEvents(record, asked, notified);
  if (!isPlanned || record.stage === undefined) return { events: [], ended: false, asked };

  const opened = stageEvent(record.stage, stagesOf(record));
  const askedAt = asked[opened.key] ?? isoTime(now);
  const to = peopleStillNeeded(record);
  const clock = { askedAt: Date.parse(askedAt), expiresAt: Date.parse(record.expiresAt ?? '') };
  const notify = record.plan?.notify ?? {};
  const reminder = lastReminder(notify, clock, now);
  const nextAt = nextReminderAt(notify, clock, now);
  const reminders: CurrentEvent[] = reminder
    ? [
        {
          key: `${opened.key}-${reminder.key}`,
          event: reminder.event,
          nature: 'action',
          to,
          after: { key: opened.key, at: reminder.at },
        },
      ]
    : [];
  return {
    events: [...earlierStageEvents(record), { ...opened, nature: 'action', to }, ...reminders],
    ...defined({ nextAt }),
    ended: false,
    asked: { ...asked, [opened.key]: askedAt },
  };
}

/** Whether the event with this key still needs this person, or anyone: the same stage is open and they have not decided. */
function requestStillNeeds(record: RequestRecord, key: string, person: string | undefined): boolean {
  if (record.status !== 'pending' || record.stage === undefined) return false;
  const { key: open } = stageEvent(record.stage, stagesOf(record));
  if (key !== open && !key.startsWith(`${open}-`)) return false;
  return person === undefined || peopleStillNeeded(record).includes(person);
}

function stageEvent(stage: number, stages: number[]): Pick<CurrentEvent, 'key' | 'event'> {
  return stage === stages[0]
    ? { key: 'requested', event: 'requested' }
    : { key: `stage-${stage}`, event: 'stage_opened' };
}

/** The events of the stages that are complete. */
function earlierStageEvents(record: RequestRecord): CurrentEvent[] {
  const stages = stagesOf(record);
  return stages
    .filter((stage) => stage < (record.stage ?? 0))
    .map((stage) => ({ ...stageEvent(stage, stages), nature: 'fact', to: [] }));
}

function stagesOf({ plan }: RequestRecord): number[] {
  return [...new Set(plan?.requirements.map(({ stage }) => stage))].sort((a, b) => a - b);
}

/** The people who can give the missing approvals of the open stage. A person who has decided is not asked again. */
function peopleStillNeeded(record: RequestRecord): string[] {
  const unmet = new Set(record.needed.map(({ policy }) => policy));
  const open = (record.plan?.requirements ?? []).filter(
    ({ stage, policy }) => stage === record.stage && unmet.has(policy),
  );
  const people = new Set(open.flatMap((requirement) => [...eligible(record, requirement)]));
  for (const { decidedBy, stage, void: isVoid } of record.decisions)
    if (stage === record.stage && isVoid === undefined) people.delete(decidedBy);
  return [...people];
}

function endedRequestEvents(
  record: RequestRecord,
  asked: Record<string, string>,
  notified: string[],
): CurrentEvents {
  const stages = stagesOf(record);
  const opened =
    record.stage === undefined
      ? []
      : [
          ...earlierStageEvents(record),
          { ...stageEvent(record.stage, stages), nature: 'fact' as const, to: [] },
        ];
  const event =
    ({ expired: 'expired', cancelled: 'cancelled' } as const)[record.status as string] ?? 'decided';
  const by = record.end?.name;
  const isAutomatic = record.plan?.requirements.length === 0;
  // Nobody was asked about an automatic outcome, and the agent has its answer: a message would only confuse people.
  const concerned = isAutomatic ? [] : [...new Set([record.requesterId, ...notified])];
  const to = concerned.filter((person) => person !== by);
  return { events: [...opened, { key: 'ended', event, nature: 'result', to }], ended: true, asked };
}

/**
 * The events of an escalation. While it is open: the latest notification, to the present assignees. After the end: the
 * outcome, to the people who were notified and to the person who escalated. Its own workflow keeps its deadlines and
 * reminders, and its history has them.
 */
function escalationNotificationEvents(
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
function escalationStillNeeds(record: EscalationRecord, key: string, person: string | undefined): boolean {
  if (!isOpenEscalation(record)) return false;
  const present = record.history
    .flatMap((event, index) => escalationEventKey(event, record.history[index - 1]))
    .at(-1);
  return present?.key === key && (person === undefined || peopleToNotify(record).includes(person));
}

/** The present assignees. After an acknowledgement only the person who acknowledged: the others need no message. */
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
