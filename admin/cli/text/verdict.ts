import type { Needed } from '../../../contract/plan';
import type { Outcome } from '../../../contract/verdict';
import { lack } from '../../../rules/requests/explain';
import { visibleLine } from '../../../rules/visible';
import type { Output } from '../output';

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
  const { outcome, message, needed = [], id, status } = verdict;
  const counted = outcome === 'accepted' || outcome === 'duplicate';
  const paint = counted ? colours.green : outcome === 'queued' ? colours.yellow : colours.red;
  const head = `${paint(outcome.replace('_', ' '))}: ${visibleLine(message)}`;
  const people =
    outcome === 'accepted'
      ? needed.map((need) => `  ${visibleLine(lack(need))}: ${listed(need.people)}`)
      : [];
  const standing = `${visibleLine(id)} is ${status}.`;
  return [head, ...people, standing].join('\n');
}

function listed(names: string[]): string {
  return names.map(visibleLine).join(', ');
}
