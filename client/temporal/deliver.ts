import { sendSignal } from './send-signal';
import { type Parcel, type Sent, sendUpdate } from './send-update';
import type { Session } from './session';
import { pause } from './timers';

/**
 * An Update with no answer for this long is followed by the Signal, which a restart of the server cannot lose. Not sooner:
 * on a busy server an Update may take more than a second, and the Signal would make more work just then.
 */
const SIGNAL_AFTER_MS = 2_000;
/** The least time that there is for sending the Signal, however short the patience. */
const MIN_SIGNAL_MS = 1_000;

/**
 * Brings an attempt to its workflow within `patience` milliseconds (design rule 11): as an Update, whose answer is the
 * verdict or another answer; and as a Signal too, at once when the Update fails, or when it gives no answer within 2 s.
 * Both carry one `attemptId`, so that it is one attempt. `unanswered` means delivered: it will be judged when a worker is
 * back.
 *
 * @throws TemporalUnreachable when neither could be delivered
 */
export async function deliver<Answer>(
  session: Session,
  parcel: Parcel,
  patience: number,
): Promise<Sent<Answer>> {
  const deadline = Date.now() + patience;
  const stop = new AbortController();
  const trouble = new AbortController();
  let isTaken = false;
  const answer = sendUpdate<Answer>(session, parcel, deadline, stop.signal, {
    trouble: () => trouble.abort(),
    taken: () => (isTaken = true),
  });
  answer.catch(() => {}); // seen below, unless the signal settles it first
  try {
    const early = pause(Math.min(SIGNAL_AFTER_MS, patience), trouble.signal);
    const first = await Promise.race([answer, early]);
    if (first && first !== 'unanswered') return first;
    if (isTaken) return await answer;
    // However short the patience, it must be delivered before it may be called queued.
    const sent = await sendSignal(session, parcel, Math.max(deadline, Date.now() + MIN_SIGNAL_MS));
    return sent === 'ended' ? sent : await answer;
  } finally {
    stop.abort();
    trouble.abort();
  }
}
