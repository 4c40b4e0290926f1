import type { EscalationEvent, EscalationRecord, LadderPlan, PlannedRung } from '../../contract/escalation';
import { isAbove, LEVELS, type Level } from '../../contract/names';
import { isoTime } from '../text';
import { lastEventAt, resolveEscalation, withEvent } from './record';

/**
 * A deadline that is handled this late was missed because no worker ran. The next level then gets its full time from
 * now: an outage alone must not promote an escalation several times.
 */
const OUTAGE_MS = 60_000;

/** The escalation with its ladder. It notifies the first level that has assignees (design escalation rule 6). */
export function beginLadder(record: EscalationRecord, plan: LadderPlan, now: number): EscalationRecord {
  const at = isoTime(now);
  const opened = withEvent(
    { ...record, plan },
    { at, what: 'opened', level: record.level, reason: record.reason },
  );
  const first = firstRung(plan, record.level);
  if (first === undefined) return endWithoutLevels(opened, now);
  const skipped = levelsBetween(record.level, first.level, true).reduce(
    (before, level) => withEvent(before, { at, what: 'skipped', level }),
    opened,
  );
  return notify({ ...skipped, startLevel: first.level }, first, now);
}

/**
 * The record at `now`, with every reminder, promotion, lapse and end that was due by then.
 *
 * @param seenAt when a worker handles this: later than `now` for an attempt that arrived while no worker ran
 */
export function climb(record: EscalationRecord, now: number, seenAt = now): EscalationRecord {
  let climbed = record;
  for (let next = nextClockAt(climbed); next !== undefined && next <= now; next = nextClockAt(climbed)) {
    const isLate = seenAt - next > OUTAGE_MS;
    climbed = clockRanOut(climbed, next, isLate ? seenAt : Math.max(next, lastEventAt(climbed)));
  }
  return climbed;
}

/** When the next deadline or reminder of this escalation is due (milliseconds since 1970), if there is one. */
export function nextClockAt({ dueAt, remindAt }: EscalationRecord): number | undefined {
  const times = [dueAt, remindAt].flatMap((time) => (time === undefined ? [] : [Date.parse(time)]));
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The record after the deadline or reminder at `next`. Its consequences count from `from`. */
function clockRanOut(record: EscalationRecord, next: number, from: number): EscalationRecord {
  const rung = rungOf(record);
  if (
    record.remindAt !== undefined &&
    Date.parse(record.remindAt) === next &&
    record.dueAt !== record.remindAt
  ) {
    const reminded = withEvent(record, { at: isoTime(from), what: 'reminded', level: record.level });
    return withReminder(reminded, from + (rung?.remindEvery ?? Infinity));
  }
  return record.status === 'acknowledged' ? lapse(record, from) : promoteUnacknowledged(record, from);
}

/** The acknowledged escalation was not resolved in time: the same level is notified again, and promotion resumes. */
function lapse(record: EscalationRecord, at: number): EscalationRecord {
  const { acknowledgedBy = '', level } = record;
  const event: EscalationEvent = { at: isoTime(at), what: 'lapsed', by: acknowledgedBy, level };
  return notifyAgain(withoutAcknowledgement(withEvent(record, event)), at);
}

/** Nobody acknowledged in time: go up one level, start the next round, or end the ladder. */
function promoteUnacknowledged(record: EscalationRecord, at: number): EscalationRecord {
  const above = rungAbove(record);
  if (above) return promoteTo(record, above, at, {});
  const start = record.plan && firstRung(record.plan, record.startLevel);
  if (start && record.round < (record.plan?.repeat ?? 0)) {
    const round = record.round + 1;
    return notify(
      withEvent({ ...record, round }, { at: isoTime(at), what: 'repeated', round, level: start.level }),
      start,
      at,
    );
  }
  return endOfLadder(record, at);
}

/** Promotes to another level, by a deadline or a person. Levels between that have no assignees are shown as skipped. */
export function promoteTo(
  record: EscalationRecord,
  rung: PlannedRung,
  now: number,
  who: { by?: string; reason?: string; keyId?: string },
): EscalationRecord {
  const at = isoTime(now);
  const skipped = levelsBetween(record.level, rung.level, false).reduce(
    (before, level) => withEvent(before, { at, what: 'skipped', level }),
    record,
  );
  const event: EscalationEvent = { at, what: 'promoted', from: record.level, to: rung.level, ...who };
  return notify(withoutAcknowledgement(withEvent(skipped, event)), rung, now);
}

/** Notifies the level's assignees. They have `acknowledgeWithin` from now. */
export function notify(record: EscalationRecord, rung: PlannedRung, now: number): EscalationRecord {
  const notified = withEvent(
    { ...record, status: 'pending', level: rung.level, assignees: rung.assignees },
    { at: isoTime(now), what: 'notified', level: rung.level, assignees: rung.assignees },
  );
  return withClock(notified, now, rung.acknowledgeWithin, rung.remindEvery);
}

/** Notifies the current assignees again: those of the level, or those assigned by hand. */
export function notifyAgain(record: EscalationRecord, now: number): EscalationRecord {
  const rung = rungOf(record);
  return rung ? notify(record, { ...rung, assignees: record.assignees }, now) : record;
}

/** The record with a deadline `within` milliseconds from now, and its reminders. */
export function withClock(
  record: EscalationRecord,
  now: number,
  within: number,
  remindEvery = Infinity,
): EscalationRecord {
  return withReminder({ ...record, dueAt: isoTime(now + within) }, now + remindEvery);
}

function withReminder({ remindAt: _, ...record }: EscalationRecord, at: number): EscalationRecord {
  if (record.dueAt === undefined || at >= Date.parse(record.dueAt)) return record;
  return { ...record, remindAt: isoTime(at) };
}

/** Applies `finally`, but only once. If the escalation was raised after that, it just has no more deadline. */
function endOfLadder(record: EscalationRecord, now: number): EscalationRecord {
  const action = record.plan?.finally ?? 'abort';
  const { dueAt: _due, remindAt: _remind, ...withoutDeadline } = record;
  if (record.history.some(({ what }) => what === 'finally')) return withoutDeadline;
  const at = isoTime(now);
  const ended = withEvent(withoutDeadline, { at, what: 'finally', action });
  if (action === 'wait') return ended;
  const resolution = 'nobody acknowledged it in time';
  return resolveEscalation(ended, { action, resolution, resolvedBy: 'finally', by: 'system', at });
}

/** Ends an escalation without assignees at any level: nobody could ever resolve it, so it does not wait. */
function endWithoutLevels(record: EscalationRecord, now: number): EscalationRecord {
  const at = isoTime(now);
  const action = record.plan?.finally === 'continue' ? 'continue' : 'abort';
  const resolution = 'no level of the config has assignees, so nobody could be notified';
  const ended = withEvent(record, { at, what: 'finally', action });
  return resolveEscalation(ended, { action, resolution, resolvedBy: 'finally', by: 'system', at });
}

export function withoutAcknowledgement(record: EscalationRecord): EscalationRecord {
  const { acknowledgedBy: _by, acknowledgedAt: _at, ...rest } = record;
  return rest;
}

/** The rung of the current level. */
export function rungOf({ plan, level }: EscalationRecord): PlannedRung | undefined {
  return plan?.rungs.find((rung) => rung.level === level);
}

/** The next higher level that has assignees. */
export function rungAbove({ plan, level }: EscalationRecord): PlannedRung | undefined {
  return plan?.rungs.find((rung) => isAbove(rung.level, level));
}

/** The first level with assignees from `level` upwards; if there is none, the highest one below. */
export function firstRung({ rungs }: LadderPlan, level: Level): PlannedRung | undefined {
  return rungs.find((rung) => !isAbove(level, rung.level)) ?? rungs.at(-1);
}

function levelsBetween(from: Level, to: Level, withFrom: boolean): Level[] {
  const [a, b] = [LEVELS.indexOf(from), LEVELS.indexOf(to)];
  if (a === b) return [];
  return a < b ? LEVELS.slice(withFrom ? a : a + 1, b) : withFrom ? LEVELS.slice(b + 1) : [];
}
