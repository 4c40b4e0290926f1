import { MESSAGES } from '../../contract/names';
import type { LateAnswer, Outcome } from '../../contract/verdict';
import { find } from './find';
import type { Parcel, Sent } from './send-update';
import { isOpen } from '../requests/request-status';
import { handleOf, type Session } from './session';
import { pause } from './timers';
import { throwKnown } from './update-refusal';

const FIRST_PAUSE_MS = 10;
const MAX_PAUSE_MS = 500;
/** How long one query may take. Without a worker it would hang for half a minute. */
const QUERY_TIMEOUT_MS = 2_000;

/** Whether a workflow has taken an Update and not answered it yet. */
export function isQueued(answer: unknown): boolean {
  return (answer as { outcome?: Outcome } | null | undefined)?.outcome === 'queued';
}

/**
 * Asks the workflow, until `deadline` (milliseconds since 1970), for its answer to an Update that it has taken.
 *
 * @throws InvalidInput, RunBusy, RunEnded where that is the answer
 */
export async function lateAnswer<Answer>(
  session: Session,
  { kind, id, attemptId }: Parcel,
  deadline: number,
  stop: AbortSignal,
): Promise<Sent<Answer>> {
  for (
    let wait = FIRST_PAUSE_MS;
    !stop.aborted && Date.now() < deadline;
    wait = Math.min(wait * 2, MAX_PAUSE_MS)
  ) {
    // Not at once: the worker may still be completing the task that took the Update. Under many Updates and queries at
    // once the SDK was seen to drop the next task, which Temporal repeats only after the task's timeout of 30 s.
    await pause(Math.min(wait, Math.max(0, deadline - Date.now())), stop);
    const late = await ask<Answer>(session, id, attemptId, deadline);
    if (late && 'answer' in late) return { verdict: late.answer };
    if (late) {
      throwKnown(late.error);
      throw new Error(`${id}: ${late.error.type}: ${late.error.message}`);
    }
    // Without an answer, a workflow that has ended keeps none: it went on in a new run before it ended, or no worker runs.
    if (wait > FIRST_PAUSE_MS && !(await isStillOpen(session, kind, id))) return 'ended';
  }
  return 'unanswered';
}

async function ask<Answer>(
  session: Session,
  id: string,
  attemptId: string,
  deadline: number,
): Promise<LateAnswer<Answer> | undefined> {
  const handle = handleOf(session, id);
  const query = () => handle.query<LateAnswer<Answer> | undefined, [string]>(MESSAGES.lateAnswer, attemptId);
  return session.client
    .withDeadline(Math.min(deadline, Date.now() + QUERY_TIMEOUT_MS), query)
    .catch(() => undefined);
}

async function isStillOpen(session: Session, kind: Parcel['kind'], id: string): Promise<boolean> {
  return find(session, kind, id, 1_000).then(isOpen, () => true);
}
