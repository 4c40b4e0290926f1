import { defined } from '../../contract/defined';
import type { ReminderPlan } from '../../contract/records/plan';

/** When people were asked and when the request expires (milliseconds since 1970). */
interface ReminderClock {
  askedAt: number;
  expiresAt: number;
}

interface Reminder {
  at: number;
  key: string;
  event: 'reminder' | 'expiring';
}

/** The latest reminder that was due by `now`. Earlier ones that were not sent are no longer useful. */
export function lastReminder(plan: ReminderPlan, clock: ReminderClock, now: number): Reminder | undefined {
  return lastAndNext(plan, clock, now).last;
}

/** When the next reminder is due. */
export function nextReminderAt(plan: ReminderPlan, clock: ReminderClock, now: number): number | undefined {
  return lastAndNext(plan, clock, now).next?.at;
}

function lastAndNext(
  plan: ReminderPlan,
  clock: ReminderClock,
  now: number,
): { last?: Reminder; next?: Reminder } {
  const all = [...fixed(plan, clock), ...repeated(plan, clock, now)]
    .filter(({ at }) => at > clock.askedAt && at < clock.expiresAt)
    .sort((a, b) => a.at - b.at);
  const last = all.findLast(({ at }) => at <= now);
  const next = all.find(({ at }) => at > now);
  return defined({ last, next });
}

function fixed(
  { remindAfter = [], warnBefore }: ReminderPlan,
  { askedAt, expiresAt }: ReminderClock,
): Reminder[] {
  const reminders = remindAfter.map((after, index) => ({
    at: askedAt + after,
    key: `reminder-${index + 1}`,
    event: 'reminder' as const,
  }));
  if (warnBefore === undefined) return reminders;
  // The key contains the deadline: after the deadline moves there is a new warning.
  return [...reminders, { at: expiresAt - warnBefore, key: `expiring-${expiresAt}`, event: 'expiring' }];
}

/** Of the reminders that repeat after the last fixed one: the latest before `now` and the next after it. */
function repeated(
  { remindAfter = [], remindEvery }: ReminderPlan,
  { askedAt }: ReminderClock,
  now: number,
): Reminder[] {
  if (remindEvery === undefined) return [];
  const from = askedAt + Math.max(0, ...remindAfter);
  const passed = Math.max(0, Math.floor((now - from) / remindEvery));
  return [passed, passed + 1]
    .filter((count) => count > 0)
    .map((count) => ({
      at: from + count * remindEvery,
      key: `reminder-${remindAfter.length + count}`,
      event: 'reminder',
    }));
}
