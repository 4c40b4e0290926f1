import type { EscalationEvent, EscalationRecord, LadderPlan, PlannedRung } from '../../contract/escalation';
import { isAbove, LEVELS, type Level } from '../../contract/names';
import { lastEventAt, resolveEscalation, withEvent } from './record';
import { isoTime } from '../text';

/**
 * A clock that is seen this late (milliseconds) was seen late because no worker ran. The next level then has its whole
 * time from when it could be told: an outage must not climb the ladder on its own.
 */
const OUTAGE_MS = 60_000;

/** The escalation with its ladder: its first level that has assignees is asked (design, escalations, rule 6). */
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
 * The record at `now`: reminded, promoted, lapsed and ended as often as its clocks ran out.
 *
 * @param seenAt when a worker looks, which is later than `now` for an attempt that arrived while none ran
 */
export function climb(record: EscalationRecord, now: number, seenAt = now): EscalationRecord {
  let climbed = record;
  for (let next = nextClockAt(climbed); next !== undefined && next <= now; next = nextClockAt(climbed)) {
    const isLate = seenAt - next > OUTAGE_MS;
    climbed = clockRanOut(climbed, next, isLate ? seenAt : Math.max(next, lastEventAt(climbed)));
  }
  return climbed;
}

/** When a clock of this escalation runs out next, in milliseconds since 1970; nothing if none runs. */
export function nextClockAt({ dueAt, remindAt }: EscalationRecord): number | undefined {
  const times = [dueAt, remindAt].flatMap((time) => (time === undefined ? [] : [Date.parse(time)]));
  return times.length === 0 ? undefined : Math.min(...times);
}

/** One clock ran out at `next`; what comes of it counts from `from`. */
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

/** Acknowledged but not resolved in time: the same level is notified again, and promotion resumes. */
function lapse(record: EscalationRecord, at: number): EscalationRecord {
  const { acknowledgedBy = '', level } = record;
  const event: EscalationEvent = { at: isoTime(at), what: 'lapsed', by: acknowledgedBy, level };
  return notifyAgain(withoutAcknowledgement(withEvent(record, event)), at);
}

/** Nobody acknowledged: up one level, or round again, or the end of the ladder. */
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

/** Moved to another level, by a clock, a person or the run; the levels between that have no assignees are shown as skipped. */
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

/** The level's assignees are told, and have `acknowledgeWithin` from now. */
export function notify(record: EscalationRecord, rung: PlannedRung, now: number): EscalationRecord {
  const told = withEvent(
    { ...record, status: 'pending', level: rung.level, assignees: rung.assignees },
    { at: isoTime(now), what: 'notified', level: rung.level, assignees: rung.assignees },
  );
  return withClock(told, now, rung.acknowledgeWithin, rung.remindEvery);
}

/** Whoever is asked now is told again: the level's assignees, or those put in their place. */
export function notifyAgain(record: EscalationRecord, now: number): EscalationRecord {
  const rung = rungOf(record);
  return rung ? notify(record, { ...rung, assignees: record.assignees }, now) : record;
}

/** The record with a clock of `within` milliseconds from now. */
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

/** `finally`, which happens once: of an escalation that was raised after it, the clock just stops. */
function endOfLadder(record: EscalationRecord, now: number): EscalationRecord {
  const action = record.plan?.finally ?? 'abort';
  const { dueAt: _due, remindAt: _remind, ...still } = record;
  if (record.history.some(({ what }) => what === 'finally')) return still;
  const at = isoTime(now);
  const told = withEvent(still, { at, what: 'finally', action });
  if (action === 'wait') return told;
  const resolution = 'nobody acknowledged it in time';
  return resolveEscalation(told, { action, resolution, resolvedBy: 'finally', by: 'system', at });
}

/** Nobody could ever resolve it: it does not wait for them. */
function endWithoutLevels(record: EscalationRecord, now: number): EscalationRecord {
  const at = isoTime(now);
  const action = record.plan?.finally === 'continue' ? 'continue' : 'abort';
  const resolution = 'no level of the config has assignees: nobody could be asked';
  const told = withEvent(record, { at, what: 'finally', action });
  return resolveEscalation(told, { action, resolution, resolvedBy: 'finally', by: 'system', at });
}

export function withoutAcknowledgement(record: EscalationRecord): EscalationRecord {
  const { acknowledgedBy: _by, acknowledgedAt: _at, ...rest } = record;
  return rest;
}

/** The level asked now. */
export function rungOf({ plan, level }: EscalationRecord): PlannedRung | undefined {
  return plan?.rungs.find((rung) => rung.level === level);
}

/** The next level up that has assignees. */
export function rungAbove({ plan, level }: EscalationRecord): PlannedRung | undefined {
  return plan?.rungs.find((rung) => isAbove(rung.level, level));
}

/** The level itself or the next above that has assignees; none above: the highest below. */
export function firstRung({ rungs }: LadderPlan, level: Level): PlannedRung | undefined {
  return rungs.find((rung) => !isAbove(level, rung.level)) ?? rungs.at(-1);
}

function levelsBetween(from: Level, to: Level, withFrom: boolean): Level[] {
  const [a, b] = [LEVELS.indexOf(from), LEVELS.indexOf(to)];
  if (a === b) return [];
  return a < b ? LEVELS.slice(withFrom ? a : a + 1, b) : withFrom ? LEVELS.slice(b + 1) : [];
}
