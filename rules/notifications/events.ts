import type { EscalationEvent, EscalationRecord } from '../../contract/escalation';
import type { SubjectRecord } from '../../contract/notification';
import type { RequestRecord } from '../../contract/request';
import { peopleOfAssignee } from '../escalations/people';
import { isOpenEscalation } from '../escalations/record';
import { eligible } from '../requests/people';
import { isoTime } from '../text';
import { lastReminder, nextReminderAt } from './reminders';
import type { NotificationEvent } from '../../contract/names';

/** What there is to tell of a subject at `now`. */
export function notificationEvents(
  about: SubjectRecord,
  given: { asked: Record<string, string>; told: string[]; now: number },
): CurrentEvents {
  return about.kind === 'request'
    ? requestNotificationEvents(about.record, given)
    : escalationNotificationEvents(about.record, given);
}

/** Whether a call that was to be made still matters to this person; without one, to anybody. */
export function stillMatters(about: SubjectRecord, key: string, person?: string): boolean {
  return about.kind === 'request'
    ? requestStillNeeds(about.record, key, person)
    : escalationStillNeeds(about.record, key, person);
}

/** One occurrence of an event, as far as it concerns people now. */
export interface CurrentEvent {
  /** Which occurrence: the same at every look. */
  key: string;
  event: NotificationEvent;
  /**
   * `call`: it asks people to do something, and matters as long as they can. `result`: it tells how that went. `fact`: it
   * is past, and kept for those who follow everything.
   */
  nature: 'call' | 'result' | 'fact';
  /** The people it concerns. */
  to: string[];
  /** Of a reminder, which came at `at`: only to those whom the call with this key had reached before. */
  after?: { key: string; at: number };
}

/** What there is to tell of a subject at one time. */
interface CurrentEvents {
  /** In the order in which they came about. */
  events: CurrentEvent[];
  /** When the next comes about by the clock alone, in milliseconds since 1970. */
  nextAt?: number;
  /** Nothing more comes about. */
  ended: boolean;
  /** When each call was first made, by its key. */
  asked: Record<string, string>;
}

const RESULT_EVENTS: NotificationEvent[] = ['decided', 'expired', 'cancelled', 'resolved'];

/** Whether an event asks for something, which may be done by the time it can be told. */
export function eventNeedsAction(event: NotificationEvent): boolean {
  return !RESULT_EVENTS.includes(event);
}

/**
 * What there is to tell of a request at `now`: whom its open stage still needs, as a request and as the latest reminder;
 * how it ended, to its requester and to those who were asked.
 *
 * @param asked when each stage's people were first asked, by the key of that
 * @param told whom a call has reached
 */
function requestNotificationEvents(
  record: RequestRecord,
  { asked, told, now }: { asked: Record<string, string>; told: string[]; now: number },
): CurrentEvents {
  const isPlanned = record.plan?.teams !== undefined;
  if (record.status !== 'pending') return endedRequestEvents(record, asked, told);
  if (!isPlanned || record.stage === undefined) return { events: [], ended: false, asked };

  const call = stageEvent(record.stage, stagesOf(record));
  const askedAt = asked[call.key] ?? isoTime(now);
  const to = peopleStillNeeded(record);
  const clock = { askedAt: Date.parse(askedAt), expiresAt: Date.parse(record.expiresAt ?? '') };
  const notify = record.plan?.notify ?? {};
  const reminder = lastReminder(notify, clock, now);
  const nextAt = nextReminderAt(notify, clock, now);
  const reminders: CurrentEvent[] = reminder
    ? [
        {
          key: `${call.key}-${reminder.key}`,
          event: reminder.event,
          nature: 'call',
          to,
          after: { key: call.key, at: reminder.at },
        },
      ]
    : [];
  return {
    events: [...earlierStageEvents(record), { ...call, nature: 'call', to }, ...reminders],
    ...(nextAt !== undefined && { nextAt }),
    ended: false,
    asked: { ...asked, [call.key]: askedAt },
  };
}

/** Whether somebody who was called upon by this message still is: the same stage is open, and they can do something. */
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

/** The calls of the stages that are met. */
function earlierStageEvents(record: RequestRecord): CurrentEvent[] {
  const stages = stagesOf(record);
  return stages
    .filter((stage) => stage < (record.stage ?? 0))
    .map((stage) => ({ ...stageEvent(stage, stages), nature: 'fact', to: [] }));
}

function stagesOf({ plan }: RequestRecord): number[] {
  return [...new Set(plan?.requirements.map(({ stage }) => stage))].sort((a, b) => a - b);
}

/** Who could give what the open stage lacks: whoever has decided already is not asked again. */
function peopleStillNeeded(record: RequestRecord): string[] {
  const lacking = new Set(record.needed.map(({ policy }) => policy));
  const open = (record.plan?.requirements ?? []).filter(
    ({ stage, policy }) => stage === record.stage && lacking.has(policy),
  );
  const people = new Set(open.flatMap((requirement) => [...eligible(record, requirement)]));
  for (const { decidedBy, stage, void: isVoid } of record.decisions)
    if (stage === record.stage && isVoid === undefined) people.delete(decidedBy);
  return [...people];
}

function endedRequestEvents(
  record: RequestRecord,
  asked: Record<string, string>,
  told: string[],
): CurrentEvents {
  const stages = stagesOf(record);
  const calls =
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
  // Nobody was asked, and the agent has its answer: a person would only wonder.
  const concerned = isAutomatic ? [] : [...new Set([record.requesterId, ...told])];
  const to = concerned.filter((person) => person !== by);
  return { events: [...calls, { key: 'ended', event, nature: 'result', to }], ended: true, asked };
}

/**
 * What there is to tell of an escalation: to those asked now the latest call, and how it ended to those whom a call has
 * reached and to whoever escalated. Its clocks are its own: every ring is in its history.
 *
 * @param told whom a call has reached
 */
function escalationNotificationEvents(
  record: EscalationRecord,
  { asked, told }: { asked: Record<string, string>; told: string[] },
): CurrentEvents {
  const calls = record.history.flatMap((event, index) =>
    escalationEventKey(event, record.history[index - 1]),
  );
  const last = calls.length - 1;
  const isOpen = isOpenEscalation(record);
  const events = calls.map((call, index): CurrentEvent => {
    const isPresent = isOpen && index === last;
    return isPresent
      ? { ...call, nature: 'call', to: peopleToNotify(record) }
      : { ...call, nature: 'fact', to: [] };
  });
  if (isOpen) return { events, ended: false, asked };
  const event = record.status === 'cancelled' ? 'cancelled' : 'resolved';
  const by = record.resolution?.resolvedBy ?? record.cancelled?.name;
  const concerned = new Set([...told, ...(record.escalatedBy === undefined ? [] : [record.escalatedBy])]);
  const to = [...concerned].filter((person) => person !== by);
  return { events: [...events, { key: 'ended', event, nature: 'result', to }], ended: true, asked };
}

/** Whether this call is still the latest, and this person among those asked. */
function escalationStillNeeds(record: EscalationRecord, key: string, person: string | undefined): boolean {
  if (!isOpenEscalation(record)) return false;
  const present = record.history
    .flatMap((event, index) => escalationEventKey(event, record.history[index - 1]))
    .at(-1);
  return present?.key === key && (person === undefined || peopleToNotify(record).includes(person));
}

/** Whoever has acknowledged has it, and the others need not be told. */
function peopleToNotify(record: EscalationRecord): string[] {
  const { acknowledgedBy, assignees } = record;
  if (record.status === 'acknowledged' && acknowledgedBy !== undefined) return [acknowledgedBy];
  return [...new Set(assignees.flatMap((entry) => peopleOfAssignee(record, entry)))];
}

/** An event by which somebody is asked, with what came just before it. */
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
