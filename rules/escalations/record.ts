import { defined } from '../../contract/defined';
import type { EscalationEvent, EscalationRecord, Resolution } from '../../contract/escalation';
import { utf8Bytes } from '../../contract/limits';
import { truncateToBytes } from '../text';

/*
 * The end of an escalation, and its bounded history.
 */

export function isOpenEscalation({ status }: EscalationRecord): boolean {
  return status === 'pending' || status === 'acknowledged';
}

/** The resolved escalation. One that has already ended does not change: there is only one resolution. */
export function resolveEscalation(record: EscalationRecord, resolution: Resolution): EscalationRecord {
  if (!isOpenEscalation(record)) return record;
  const { at, resolvedBy, action, keyId } = resolution;
  const event = {
    at,
    what: 'resolved' as const,
    by: resolvedBy,
    action,
    resolution: resolution.resolution,
    ...defined({ keyId }),
  };
  return { ...withEvent(withoutClocks(record), event), status: 'resolved', resolution };
}

/** The escalation cancelled, by its run or an operator. */
export function cancelEscalation(
  record: EscalationRecord,
  cancelled: NonNullable<EscalationRecord['cancelled']>,
): EscalationRecord {
  if (!isOpenEscalation(record)) return record;
  const { at, by, name, reason } = cancelled;
  const event = { at, what: 'cancelled' as const, by: name ?? by, ...defined({ reason }) };
  return { ...withEvent(withoutClocks(record), event), status: 'cancelled', cancelled };
}

function withoutClocks({ dueAt: _due, remindAt: _remind, ...record }: EscalationRecord): EscalationRecord {
  return record;
}

/** With events of at most 1 KB the history has at most 256 KB, so that the record fits into a workflow result (2 MB). */
const MAX_EVENTS = 256;
/** How many events stay when there are more. Far fewer than the maximum, so that events are rarely dropped. */
const KEPT = { first: 32, latest: 64, middle: 96 };
/** Events that deadlines and agents repeat. They are dropped first. */
const REPETITIVE = new Set<EscalationEvent['what']>(['reminded', 'added']);
const MOVES = new Set<EscalationEvent['what']>(['promoted', 'raised', 'repeated']);

/** The record with one more event in its history. A long history keeps its first and its latest events. */
export function withEvent<R extends EscalationRecord>(record: R, event: EscalationEvent): R {
  const history = [...record.history, boundedEvent(event)];
  return { ...record, history: history.length > MAX_EVENTS ? withoutMiddle(history) : history };
}

/** When the latest event happened (milliseconds since 1970). The next event must not be older. */
export function lastEventAt({ history, startedAt }: EscalationRecord): number {
  return Date.parse(history.at(-1)?.at ?? startedAt);
}

/** The latest event in which a deadline, a person or the run moved the escalation to a level. */
export function lastMove({ history }: EscalationRecord): EscalationEvent | undefined {
  return history.findLast(({ what }) => MOVES.has(what));
}

function withoutMiddle(history: EscalationEvent[]): EscalationEvent[] {
  const first = history.slice(0, KEPT.first);
  const latest = history.slice(-KEPT.latest);
  const middle = history.slice(KEPT.first, -KEPT.latest);
  const before = middle.find(({ what }) => what === 'omitted');
  const happened = middle.filter((event) => event !== before);
  const matters = happened.filter(({ what }) => !REPETITIVE.has(what)).slice(-KEPT.middle);
  // The rules need these two events, even if they are old.
  const needed = new Set([
    happened.findLast(({ what }) => MOVES.has(what)),
    happened.find(({ what }) => what === 'finally'),
  ]);
  const kept = happened.filter((event) => matters.includes(event) || needed.has(event));
  const count = (before?.what === 'omitted' ? before.count : 0) + happened.length - kept.length;
  const omitted: EscalationEvent = { at: first.at(-1)?.at ?? '', what: 'omitted', count };
  return [...first, omitted, ...kept, ...latest];
}

const EVENT_BYTES = 1_024;
const TEXT_BYTES = 300;
const LIST_BYTES = 200;
/** The limit for each text when JSON writes its characters with six bytes each, such as control characters. */
const ODD_TEXT_BYTES = 40;

/** The event in at most 1 KB of JSON: texts are cut, lists are shortened. */
export function boundedEvent(event: EscalationEvent): EscalationEvent {
  const cut = withCutTexts(withShortLists(event, LIST_BYTES), TEXT_BYTES);
  if (utf8Bytes(JSON.stringify(cut)) <= EVENT_BYTES) return cut;
  return withCutTexts(withShortLists(event, ODD_TEXT_BYTES), ODD_TEXT_BYTES);
}

function withCutTexts(event: EscalationEvent, bytes: number): EscalationEvent {
  const cut = Object.entries(event).map(([field, value]: [string, unknown]) => [
    field,
    typeof value === 'string' ? truncateToBytes(value, bytes) : value,
  ]);
  return Object.fromEntries(cut) as EscalationEvent;
}

function withShortLists(event: EscalationEvent, bytes: number): EscalationEvent {
  switch (event.what) {
    case 'notified':
    case 'reassigned': {
      const assignees = fitting(event.assignees, bytes);
      const more = event.assignees.length - assignees.length;
      return { ...event, assignees, ...(more > 0 && { more }) };
    }
    case 'raised':
    case 'added':
      return event.triggers ? { ...event, triggers: fitting(event.triggers, bytes) } : event;
    default:
      return event;
  }
}

/** As many of the first names as fit, at least one. */
function fitting(names: string[], bytes: number): string[] {
  let size = 0;
  const kept = names.filter((name) => (size += utf8Bytes(name) + 1) <= bytes);
  return kept.length > 0 ? kept : names.slice(0, 1).map((name) => truncateToBytes(name, bytes));
}
