import type { RequestSubject } from '../../contract/notification';
import type { RequestRecord } from '../../contract/request';
import type { UseRecord } from '../../contract/use';
import { isApproval } from '../requests/people';
import type { CurrentEvent } from './current-event';

/*
 * The events of the claims of an approved request (design rule 26).
 */

const KEY = /^(?:claimed|outcome)-(\d+)$/;

/** The claim that the event with this key is about. */
export function useOfKey({ uses = [] }: RequestSubject, key: string): UseRecord | undefined {
  const number = KEY.exec(key)?.[1];
  return number === undefined ? undefined : uses[Number(number) - 1];
}

/** The events of each claim, and of its outcome. People are notified only if the action was not done as approved. */
export function useEvents({ record, uses = [] }: RequestSubject, notified: string[]): CurrentEvent[] {
  return uses.flatMap((use, index): CurrentEvent[] => {
    const claimed: CurrentEvent = {
      key: `claimed-${index + 1}`,
      event: 'claimed',
      nature: 'fact',
      to: [],
    };
    if (use.outcome === undefined) return [claimed];
    const outcome = { key: `outcome-${index + 1}`, event: 'outcome' as const };
    return [
      claimed,
      use.outcome === 'committed'
        ? { ...outcome, nature: 'fact', to: [] }
        : { ...outcome, nature: 'info', to: concerned(record, use, notified) },
    ];
  });
}

/**
 * The requester, and the people who approved and had a message before. The claimer who reported the outcome knows it.
 * The claimer is also told about an `unknown` outcome.
 */
function concerned(
  { requesterId, decisions }: RequestRecord,
  { outcome, claimedBy }: UseRecord,
  notified: string[],
): string[] {
  const approvers = decisions
    .filter((each) => isApproval(each) && each.void === undefined)
    .flatMap(({ decidedBy }) => (notified.includes(decidedBy) ? [decidedBy] : []));
  const people = [...new Set([requesterId, ...approvers])];
  return outcome === 'unknown' ? people : people.filter((person) => person !== claimedBy);
}
