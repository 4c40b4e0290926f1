import type { EscalationRefusal } from '../../contract/escalation';
import type { VerdictOutcome } from '../../contract/names';
import type { Needed } from '../../contract/records/plan';
import type { RefusalRecord } from '../../contract/request';
import { neededText } from '../../rules/requests/explain';
import { visibleLine, visibleLine as line } from '../../rules/text';
import { originText } from './plan';
import type { TextStyle } from './table';
import { shortenTimes } from './time';

/** The verdict on an attempt on a request, an escalation or a run. */
export interface AnyVerdict {
  outcome: VerdictOutcome;
  message: string;
  id: string;
  status: string;
  needed?: Needed[];
}

/** The text of a verdict for the person who made the attempt. */
export function verdictText({ colours }: TextStyle, verdict: AnyVerdict): string {
  const { outcome, id, status } = verdict;
  const counted = outcome === 'accepted' || outcome === 'duplicate';
  const paint = counted ? colours.green : outcome === 'queued' ? colours.yellow : colours.red;
  const head = `${paint(outcome.replace('_', ' '))}: ${visibleLine(shortenTimes(verdictMessage(verdict)))}`;
  return [head, `${visibleLine(id)} is ${status}.`].join('\n');
}

/** The message of a verdict with the people of the teams that it names. It may contain ISO times. */
export function verdictMessage({ outcome, message, needed = [] }: AnyVerdict): string {
  return outcome === 'accepted' ? withPeople(message, needed) : message;
}

/** Adds to each requirement in the message the people who can meet it, unless it names them already. */
function withPeople(message: string, needed: readonly Needed[]): string {
  return needed.reduce((text, need) => {
    const isNamed = need.people.every((person) => need.from.includes(person));
    return isNamed
      ? text
      : text.replace(neededText(need), (lacking) => `${lacking}: ${need.people.join(', ')}`);
  }, message);
}

/**
 * The line of a refused attempt. A `duplicate` is called a repetition and not a refusal, because the decision had
 * counted before.
 */
export function refusalLine({
  by,
  attempt,
  outcome,
  message,
  ...origin
}: RefusalRecord | EscalationRefusal): string {
  const who = line(by ?? 'an unknown person');
  const tried = attempt === 'unreadable' ? 'sent an unreadable message' : `tried to ${attempt}`;
  const what = `${who} ${tried} ${originText(origin)}`;
  const why = line(shortenTimes(message));
  return outcome === 'duplicate'
    ? `repeated: ${what}. ${why}`
    : `refused: ${what}: ${outcome.replace('_', ' ')}. ${why}`;
}
