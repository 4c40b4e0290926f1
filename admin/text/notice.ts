import type { VerdictOutcome } from '../../contract/decision';
import { type AnyVerdict, verdictMessage } from './verdict';

const TITLES: Record<VerdictOutcome, string> = {
  accepted: 'Done',
  duplicate: 'It counted already',
  superseded: 'This is no longer what is open',
  conflict: 'Too late: it was decided otherwise',
  expired: 'Too late: it has expired',
  cancelled: 'Too late: it was cancelled',
  not_authorized: 'This is not yours to decide',
  invalid: 'Nothing was done',
  queued: 'Delivered, not judged yet',
};

/** The verdict for the person who tried, and whether it counted. */
export function noticeOf(verdict: AnyVerdict, done = 'Your decision counted'): Notice {
  const { outcome } = verdict;
  return {
    counted: outcome === 'accepted' || outcome === 'duplicate',
    title: outcome === 'accepted' ? done : TITLES[outcome],
    message: asSentence(verdictMessage(verdict)),
  };
}

/** A name at the beginning stays as it is written. */
function asSentence(message: string): string {
  return message.replace(
    /^(approved|rejected|expired|cancelled)\b/,
    (word) => word[0]?.toUpperCase() + word.slice(1),
  );
}

/** What became of an attempt, told once, on the next page. Signed: a link cannot say that something was approved. */
export interface Notice {
  counted: boolean;
  title: string;
  message: string;
}
