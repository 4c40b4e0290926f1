import type { EscalationEvent, EscalationRecord } from '../../contract/escalation';

/** What an agent could repeat without end is no longer written past so many entries. */
const MOST_EVENTS = 500;
const REPEATABLE = new Set<EscalationEvent['what']>(['added', 'reminded', 'reassigned', 'raised']);

/** The record with one thing more in its history. */
export function withEvent<R extends EscalationRecord>(record: R, event: EscalationEvent): R {
  if (record.history.length >= MOST_EVENTS && REPEATABLE.has(event.what)) return record;
  return { ...record, history: [...record.history, event] };
}

/** When the latest thing happened (milliseconds since 1970): whatever comes next is not before it. */
export function lastEventAt({ history, startedAt }: EscalationRecord): number {
  return Date.parse(history.at(-1)?.at ?? startedAt);
}
