import type { EscalationEvent, EscalationRecord } from '../../contract/escalation';
import { boundedEvent } from './bounded-event';

/** The history stays under 256 KB, as an event stays under 1 KB: with all else of the record it fits a result (2 MB). */
const MOST_EVENTS = 256;
/** How many stay when there are more: the first and the latest, so that dropping is seldom. */
const KEPT = { first: 32, latest: 64, middle: 96 };
/** What clocks and agents repeat goes first. */
const CHATTER = new Set<EscalationEvent['what']>(['reminded', 'added']);
const MOVES = new Set<EscalationEvent['what']>(['promoted', 'raised', 'repeated']);

/** The record with one thing more in its history, which is bounded: the first events and the latest are kept. */
export function withEvent<R extends EscalationRecord>(record: R, event: EscalationEvent): R {
  const history = [...record.history, boundedEvent(event)];
  return { ...record, history: history.length > MOST_EVENTS ? withoutMiddle(history) : history };
}

/** When the latest thing happened (milliseconds since 1970): whatever comes next is not before it. */
export function lastEventAt({ history, startedAt }: EscalationRecord): number {
  return Date.parse(history.at(-1)?.at ?? startedAt);
}

/** The last time that a clock, a person or the run moved it to a level. */
export function lastMove({ history }: EscalationRecord): EscalationEvent | undefined {
  return history.findLast(({ what }) => MOVES.has(what));
}

function withoutMiddle(history: EscalationEvent[]): EscalationEvent[] {
  const first = history.slice(0, KEPT.first);
  const latest = history.slice(-KEPT.latest);
  const middle = history.slice(KEPT.first, -KEPT.latest);
  const before = middle.find(({ what }) => what === 'omitted');
  const happened = middle.filter((event) => event !== before);
  const matters = happened.filter(({ what }) => !CHATTER.has(what)).slice(-KEPT.middle);
  // The rules read these two from history, however long ago they were.
  const needed = new Set([
    happened.findLast(({ what }) => MOVES.has(what)),
    happened.find(({ what }) => what === 'finally'),
  ]);
  const kept = happened.filter((event) => matters.includes(event) || needed.has(event));
  const count = (before?.what === 'omitted' ? before.count : 0) + happened.length - kept.length;
  const omitted: EscalationEvent = { at: first.at(-1)?.at ?? '', what: 'omitted', count };
  return [...first, omitted, ...kept, ...latest];
}
