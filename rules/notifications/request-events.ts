import { defined } from '../../contract/defined';
import type { NotificationEvent } from '../../contract/names';
import type { RequestSubject } from '../../contract/notification';
import type { CommentRecord, RequestRecord } from '../../contract/request';
import { eligible } from '../requests/people';
import { isoTime } from '../text';
import type { CurrentEvent, CurrentEvents, EarlierEvents } from './current-event';
import { lastReminder, nextReminderAt } from './reminders';
import { useEvents } from './use-events';

/**
 * The events of a request at `now`. While it is open: the request itself, its comments and its latest reminder, to the people
 * that the open stage still needs; an edit asks them again. After the end: the outcome, to the requester and to the people who
 * were asked, and the claims of the approval.
 */
export function requestNotificationEvents(
  about: RequestSubject,
  { asked, notified, now }: EarlierEvents & { now: number },
): CurrentEvents {
  const { record } = about;
  const isPlanned = record.plan?.teams !== undefined;
  if (record.status !== 'pending') return endedRequestEvents(about, asked, notified);
  if (!isPlanned || record.stage === undefined) return { events: [], ended: false, asked };

  const opened = stageEvent(record, record.stage);
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
  const asking = askingEvents(record).map(({ key, event }): CurrentEvent => {
    const current: CurrentEvent =
      key === opened.key ? { key, event, nature: 'action', to } : { key, event, nature: 'fact', to: [] };
    const informed = informedOfEdit(record, key).filter((person) => !current.to.includes(person));
    return { ...current, ...(informed.length > 0 && { informed }) };
  });
  return {
    events: [...asking, ...commentEvents(record, notified), ...reminders],
    ...defined({ nextAt }),
    ended: false,
    asked: { ...asked, [opened.key]: askedAt },
  };
}

/** Whether the event with this key still needs this person, or anyone: the same stage is open and they have not decided. */
export function requestStillNeeds(record: RequestRecord, key: string, person: string | undefined): boolean {
  if (record.status !== 'pending' || record.stage === undefined) return false;
  const { key: open } = stageEvent(record, record.stage);
  const isOpen = key === open || key.startsWith(`${open}-`) || commentOf(record, key) !== undefined;
  return isOpen && (person === undefined || peopleStillNeeded(record).includes(person));
}

/** Whether this person, who need not act, should still know of a comment or of the latest edit. */
export function isNewsStill(
  record: RequestRecord,
  event: NotificationEvent,
  key: string,
  person: string | undefined,
): boolean {
  if (record.status !== 'pending') return false;
  if (event === 'commented') return true;
  return event === 'edited' && person !== undefined && informedOfEdit(record, key).includes(person);
}

/** Whether the event with this key asked about the revision that is decided now. */
export function isCurrentRevision({ revision = 1 }: RequestRecord, key: string): boolean {
  const edited = /^edited-(\d+)/.exec(key)?.[1];
  return Number(edited ?? 1) === revision;
}

const COMMENT = 'comment-';

/** The comment that the event with this key is about. */
export function commentOf({ comments = [] }: RequestRecord, key: string): CommentRecord | undefined {
  return key.startsWith(COMMENT) ? comments[Number(key.slice(COMMENT.length)) - 1] : undefined;
}

/** To the requester, and to the approvers of the open stage who had a message before, without the author. */
function commentEvents(record: RequestRecord, notified: string[]): CurrentEvent[] {
  const { comments = [], requesterId } = record;
  const isOpen = record.status === 'pending';
  const approvers = isOpen ? openApprovers(record).filter((person) => notified.includes(person)) : [];
  return comments.map(({ by, at }, index) => ({
    key: `${COMMENT}${index + 1}`,
    event: 'commented',
    nature: isOpen ? 'info' : 'fact',
    to: approvers.filter((person) => person !== by && person !== requesterId),
    after: { at: Date.parse(at) },
    ...(isOpen && by !== requesterId && { informed: [requesterId] }),
  }));
}

function openApprovers(record: RequestRecord): string[] {
  const open = (record.plan?.requirements ?? []).filter(({ stage }) => stage === record.stage);
  return [...new Set(open.flatMap((requirement) => [...eligible(record, requirement)]))];
}

/** The requester of an edited request, if the edit is the latest one and another person made it. */
function informedOfEdit({ revision, revisions = [], requesterId }: RequestRecord, key: string): string[] {
  if (revision === undefined || key !== editKey(revision)) return [];
  return revisions.at(-1)?.by === requesterId ? [] : [requesterId];
}

/** Every event that has asked people, oldest first. For each earlier revision, only the first one. */
function askingEvents(record: RequestRecord): Pick<CurrentEvent, 'key' | 'event'>[] {
  const { revision = 1, stage } = record;
  if (stage === undefined) return [];
  const stages = stagesOf(record).filter((each, index) => index === 0 || each <= stage);
  const earlier = Array.from({ length: revision - 1 }, (_, index) => revisionEvent(index + 1));
  // A policy that allows the edited content asks nobody.
  const present = stages.length === 0 && revision > 1 ? [revisionEvent(revision)] : [];
  return [...earlier, ...present, ...stages.map((each) => stageEvent(record, each))];
}

function stageEvent(record: RequestRecord, stage: number): Pick<CurrentEvent, 'key' | 'event'> {
  const { revision = 1 } = record;
  if (stage === stagesOf(record)[0]) return revisionEvent(revision);
  return { key: `${revision === 1 ? '' : `${editKey(revision)}-`}stage-${stage}`, event: 'stage_opened' };
}

function revisionEvent(revision: number): Pick<CurrentEvent, 'key' | 'event'> {
  return revision === 1
    ? { key: 'requested', event: 'requested' }
    : { key: editKey(revision), event: 'edited' };
}

function editKey(revision: number): string {
  return `edited-${revision}`;
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

const ENDED: Partial<Record<RequestRecord['status'], NotificationEvent>> = {
  expired: 'expired',
  cancelled: 'cancelled',
  answered: 'answered',
};

function endedRequestEvents(
  about: RequestSubject,
  asked: Record<string, string>,
  notified: string[],
): CurrentEvents {
  const { record, uses = [] } = about;
  const opened = askingEvents(record).map((each) => ({ ...each, nature: 'fact' as const, to: [] }));
  const event = ENDED[record.status] ?? 'decided';
  const by = record.end?.name;
  const isAutomatic = record.plan?.requirements.length === 0 && record.revision === undefined;
  // Nobody was asked about an automatic outcome, and the agent has its answer: a message would only confuse people.
  const concerned = isAutomatic ? [] : [...new Set([record.requesterId, ...notified])];
  const to = concerned.filter((person) => person !== by);
  return {
    events: [
      ...opened,
      ...commentEvents(record, notified),
      { key: 'ended', event, nature: 'result', to },
      ...useEvents(about, notified),
    ],
    ended: uses.every(({ outcome }) => outcome !== undefined),
    asked,
  };
}
