import type { EscalationEvent } from '../../contract/escalation';
import { utf8Bytes } from '../../contract/limits';
import { cutTo } from '../requests/request-details';

const EVENT_BYTES = 1_024;
const TEXT_BYTES = 300;
const LIST_BYTES = 200;
/** Of each of the few texts of an event whose characters are written as six bytes each, such as control characters. */
const ODD_TEXT_BYTES = 40;

/** The event in at most 1 KB of JSON: its texts cut, its lists as far as they fit. */
export function boundedEvent(event: EscalationEvent): EscalationEvent {
  const cut = withCutTexts(withShortLists(event, LIST_BYTES), TEXT_BYTES);
  if (utf8Bytes(JSON.stringify(cut)) <= EVENT_BYTES) return cut;
  return withCutTexts(withShortLists(event, ODD_TEXT_BYTES), ODD_TEXT_BYTES);
}

function withCutTexts(event: EscalationEvent, bytes: number): EscalationEvent {
  const cut = Object.entries(event).map(([field, value]: [string, unknown]) => [
    field,
    typeof value === 'string' ? cutTo(value, bytes) : value,
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

/** The first of these names, one at least. */
function fitting(names: string[], bytes: number): string[] {
  let size = 0;
  const kept = names.filter((name) => (size += utf8Bytes(name) + 1) <= bytes);
  return kept.length > 0 ? kept : names.slice(0, 1).map((name) => cutTo(name, bytes));
}
