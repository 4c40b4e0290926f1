import type { VerdictOutcome } from '../../contract/decision';
import type { EscalationRefusal } from '../../contract/escalation';
import type { Needed } from '../../contract/plan';
import type { RefusalRecord } from '../../contract/request';
import { neededText } from '../../rules/requests/explain';
import { visibleLine, visibleLine as line } from '../../rules/text';
import { channelText } from './plan';
import { shortenTimes } from './time';
import type { TextStyle } from './table';

/** The verdict on an attempt at a request, an escalation or a run. */
export interface AnyVerdict {
  outcome: VerdictOutcome;
  message: string;
  id: string;
  status: string;
  needed?: Needed[];
}

/** What became of an attempt, for the person who tried. */
export function verdictText({ colours }: TextStyle, verdict: AnyVerdict): string {
  const { outcome, id, status } = verdict;
  const counted = outcome === 'accepted' || outcome === 'duplicate';
  const paint = counted ? colours.green : outcome === 'queued' ? colours.yellow : colours.red;
  const head = `${paint(outcome.replace('_', ' '))}: ${visibleLine(verdictMessage(verdict))}`;
  return [head, `${visibleLine(id)} is ${status}.`].join('\n');
}

/** The message of a verdict: with short times, and with the people whom it only names by their teams. */
export function verdictMessage({ outcome, message, needed = [] }: AnyVerdict): string {
  return shortenTimes(outcome === 'accepted' ? withPeople(message, needed) : message);
}

/** The message with the people who could give what it says is still needed, where it does not name them itself. */
function withPeople(message: string, needed: readonly Needed[]): string {
  return needed.reduce((said, need) => {
    const isNamed = need.people.every((person) => need.from.includes(person));
    return isNamed
      ? said
      : said.replace(neededText(need), (lacking) => `${lacking}: ${need.people.join(', ')}`);
  }, message);
}

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
  const what = `${who} ${tried}, by ${channelText(came)}`;
  const why = line(shortenTimes(message));
  return outcome === 'duplicate'
    ? `again: ${what}. ${why}`
    : `refused: ${what}: ${outcome.replace('_', ' ')}. ${why}`;
}
