import type { RequestView } from '../../client';
import type { UseRecord } from '../../contract/use';
import { isoTime, visibleLine as line } from '../../rules/text';
import { useUntil } from '../../rules/uses/claim';

/**
 * How the approval of a request was used, in one sentence without its full stop. Nothing before the approval, or if it
 * is not known. A confirmation has no claim: the call that asked for it uses it.
 *
 * @param time how to write a time
 */
export function useText(request: RequestView, time: (iso: string) => string): string | undefined {
  const { kind, status, use, unknown } = request;
  if (status !== 'approved' || unknown?.includes('use')) return undefined;
  if (use === undefined) {
    if (kind === 'confirmation') return undefined;
    const until = useUntil(request);
    return `Not claimed yet${until === Infinity ? '' : `; it can be claimed until ${time(isoTime(until))}`}`;
  }
  const { claimedBy, claimedAt, outcome, reference, detail, reportBy } = use;
  const who = `${line(claimedBy)} at ${time(claimedAt)}`;
  if (outcome === undefined) return `Claimed by ${who}, outcome not reported yet (due at ${time(reportBy)})`;
  const more = detail === undefined ? '' : `: ${line(detail)}`;
  if (outcome === 'unknown') return `Claimed by ${who}, outcome unknown${more}`;
  if (outcome === 'not_started') return `Not used: the claim by ${who} was released${more}`;
  const where = reference === undefined ? '' : ` (${line(reference)})`;
  return `Used by ${who}: ${outcome}${where}${more}`;
}

/** The claims of a request and their outcomes, as events of its timeline. */
export function useEvents({ use, earlierUses = [] }: RequestView): { at: string; what: string }[] {
  return (use === undefined ? earlierUses : [...earlierUses, use]).flatMap(eventsOf);
}

function eventsOf(use: UseRecord): { at: string; what: string }[] {
  const { claimedBy, claimedAt, outcome, reference, detail, reportedAt = claimedAt } = use;
  const claimed = { at: claimedAt, what: `claimed by ${line(claimedBy)}` };
  if (outcome === undefined) return [claimed];
  const where = reference === undefined ? '' : ` (${line(reference)})`;
  const more = detail === undefined ? '' : `: ${line(detail)}`;
  const what =
    outcome === 'unknown'
      ? `outcome unknown, so the action may have been done${more}`
      : `${line(claimedBy)} reported ${outcome.replace('_', ' ')}${where}${more}`;
  return [claimed, { at: reportedAt, what }];
}
