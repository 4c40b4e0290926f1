import type { NotificationEvent } from '../../contract/names';
import type { MessageText, RequestSubject } from '../../contract/notification';
import type { UseRecord } from '../../contract/use';
import { formatTime, type Reader } from './reader';
import { useOfKey } from './use-events';

/*
 * What messages say about the claim of an approval.
 */

interface Occasion {
  event: NotificationEvent;
  key: string;
}

type Outcome = NonNullable<UseRecord['outcome']>;

const HEADLINES: Record<Outcome, string> = {
  committed: 'Done after approval',
  failed: 'Failed after approval',
  not_started: 'Not started after approval',
  unknown: 'Outcome unknown after approval',
};

/** The headline of a message about a claim; nothing for other messages. */
export function useHeadline(about: RequestSubject, { event, key }: Occasion): string | undefined {
  const use = useOfKey(about, key);
  if (use === undefined) return undefined;
  if (event === 'claimed' || use.outcome === undefined) return `Claimed by ${use.claimedBy}`;
  return HEADLINES[use.outcome];
}

const MEANINGS: Record<Outcome, (by: string) => string> = {
  committed: (by) => `${by} reported that the action was done`,
  failed: (by) => `${by} reported that the action was tried and failed. A part of it may have been done`,
  not_started: (by) => `${by} did not begin the action, and released the claim`,
  unknown: (by) => `${by} did not report what happened, so the action may have been done`,
};

/** Who claimed the approval and what happened: of the claim that the message is about, else of the latest one. */
export function useFacts(about: RequestSubject, { key }: Occasion, reader: Reader): MessageText['facts'] {
  const use = useOfKey(about, key) ?? about.uses?.at(-1);
  if (use === undefined) return [];
  const { claimedBy, claimedAt, reportBy, outcome, reportedAt = claimedAt, reference, detail } = use;
  return [
    { label: 'Claimed', value: `by ${claimedBy}, ${formatTime(claimedAt, reader)}` },
    {
      label: 'What happened',
      value:
        outcome === undefined
          ? `not reported yet; due by ${formatTime(reportBy, reader)}`
          : `${outcome.replace('_', ' ')}, ${formatTime(reportedAt, reader)}: ${MEANINGS[outcome](claimedBy)}`,
    },
    ...(reference === undefined ? [] : [{ label: 'Reference', value: reference }]),
    ...(detail === undefined ? [] : [{ label: 'Detail', value: detail }]),
  ];
}
