import type { VerdictOutcome } from '../../contract/names';
import { type AnyVerdict, verdictMessage } from './verdict';

const TITLES: Record<VerdictOutcome, string> = {
  accepted: 'Done',
  duplicate: 'This decision counted before',
  superseded: 'This is no longer open',
  conflict: 'Too late: others decided differently',
  expired: 'Too late: it has expired',
  cancelled: 'Too late: it was cancelled',
  not_authorized: 'You may not decide this',
  invalid: 'Nothing was changed',
  queued: 'Delivered, waiting for a worker',
};

/** The notice about a verdict for the person who made the attempt. */
export function noticeOf(verdict: AnyVerdict, done = 'Your decision counted'): Notice {
  const { outcome } = verdict;
  const message = asSentence(verdictMessage(verdict));
  if (outcome === 'accepted')
    return { counted: true, title: done, message: message.replace(COUNTED, 'Still needed: ') };
  return { counted: outcome === 'duplicate', title: TITLES[outcome], message };
}

/** The title says this already. */
const COUNTED = /^The (approval|rejection|edit|response) was counted\. (?=.)/;

/** Capitalizes a status at the beginning. A name keeps its spelling. */
function asSentence(message: string): string {
  return message.replace(
    /^(approved|rejected|expired|cancelled)\b/,
    (word) => word[0]?.toUpperCase() + word.slice(1),
  );
}

/** The result of an attempt, shown once on the next page. It is signed, so that a link cannot forge an approval. The message may contain ISO times. */
export interface Notice {
  counted: boolean;
  title: string;
  message: string;
}
