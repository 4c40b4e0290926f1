import type { ReminderPlan } from '../../contract/records/plan';

/** When the people were asked, and until when they can decide, in milliseconds since 1970. */
interface ReminderClock {
  askedAt: number;
  expiresAt: number;
}

interface Reminder {
  at: number;
  key: string;
  event: 'reminder' | 'expiring';
}

/** The latest reminder that has come by `now`: earlier ones that nobody could send say nothing more. */
export function lastReminder(plan: ReminderPlan, clock: ReminderClock, now: number): Reminder | undefined {
  return lastAndNext(plan, clock, now).last;
}

/** When the next one comes. */
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
  return { ...(last && { last }), ...(next && { next }) };
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
  // A deadline that moves is warned of again.
  return [...reminders, { at: expiresAt - warnBefore, key: `expiring-${expiresAt}`, event: 'expiring' }];
}

/** The one before `now` and the one after it, of those that come every so often after the last fixed one. */
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
