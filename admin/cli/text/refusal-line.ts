import type { EscalationRefusal } from '../../../contract/escalation';
import type { RefusalRecord } from '../../../contract/record';
import { visibleLine as line } from '../../../rules/visible';
import { through } from './plan-text';
import { withShortTimes } from './span';

/** A `duplicate` was no refusal: what was wanted is so. */
export function refusalLine({
  by,
  attempt,
  outcome,
  message,
  ...came
}: RefusalRecord | EscalationRefusal): string {
  const who = line(by ?? 'somebody');
  const tried = attempt === 'unreadable' ? 'sent what cannot be read' : `tried to ${attempt}`;
  const what = `${who} ${tried}, by ${through(came)}`;
  const why = line(withShortTimes(message));
  return outcome === 'duplicate'
    ? `again: ${what}. ${why}`
    : `refused: ${what}: ${outcome.replace('_', ' ')}. ${why}`;
}
