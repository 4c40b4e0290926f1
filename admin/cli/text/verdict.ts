import type { Needed } from '../../../contract/plan';
import type { Outcome } from '../../../contract/verdict';
import { lack } from '../../../rules/requests/explain';
import { visibleLine } from '../../../rules/visible';
import type { Output } from '../output';
import { withShortTimes } from './span';

/** The verdict on an attempt at a request, an escalation or a run. */
export interface AnyVerdict {
  outcome: Outcome;
  message: string;
  id: string;
  status: string;
  needed?: Needed[];
}

/** What became of an attempt, for the person who tried. */
export function verdictText({ colours }: Output, verdict: AnyVerdict): string {
  const { outcome, id, status } = verdict;
  const counted = outcome === 'accepted' || outcome === 'duplicate';
  const paint = counted ? colours.green : outcome === 'queued' ? colours.yellow : colours.red;
  const head = `${paint(outcome.replace('_', ' '))}: ${visibleLine(said(verdict))}`;
  return [head, `${visibleLine(id)} is ${status}.`].join('\n');
}

/** The message of a verdict: with short times, and with the people whom it only names by their teams. */
export function said({ outcome, message, needed = [] }: AnyVerdict): string {
  return withShortTimes(outcome === 'accepted' ? withPeople(message, needed) : message);
}

/** The message with the people who could give what it says is still needed, where it does not name them itself. */
function withPeople(message: string, needed: readonly Needed[]): string {
  return needed.reduce((said, need) => {
    const isNamed = need.people.every((person) => need.from.includes(person));
    return isNamed ? said : said.replace(lack(need), (lacking) => `${lacking}: ${need.people.join(', ')}`);
  }, message);
}
