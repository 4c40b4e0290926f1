import { type AnyAttempt, sentBy, type Waiting } from './attempt-queue';
import { arrivals } from './proxies';

/**
 * Whether the clock of the workflow cannot tell if this attempt arrived before the deadline (design rule 8).
 *
 * Workflow code sees only when its task began. In one task signals run before timers, so a signal that is handled at or
 * after the deadline may have arrived before it. And after a fault that clock can be behind, as far as the last local
 * activity: it is not trusted where the client says that it sent the attempt later, or where the server has fired the
 * timer of the deadline. What a reset has applied again came in another order and at other times than this task says.
 */
export function isContested<A extends AnyAttempt, V>(
  { attempt, isReapplied }: Waiting<A, V>,
  deadline: number,
  isTimerFired: boolean,
): boolean {
  return isReapplied || isTimerFired || Math.max(attempt.at, sentBy(attempt).sentAt ?? 0) >= deadline;
}

/**
 * Sets when these attempts arrived to the server's own times, read from the run's history, and sorts them by it. A
 * Signal arrived when the server recorded it; an Update when the worker took the task that brought it. After a reset,
 * both arrived when they did in the run that was reset.
 *
 * @param names the signals that are counted; those of a request unless named
 */
export async function byArrival<A extends AnyAttempt, V>(
  waiting: Waiting<A, V>[],
  names?: string[],
): Promise<Waiting<A, V>[]> {
  const ids = waiting.flatMap(({ update }) => update ?? []);
  const { signals, updates, taskStartedAt } = await arrivals(names, ids);
  for (const { attempt, signal, update } of waiting)
    attempt.at =
      signal === undefined
        ? (updates[update ?? ''] ?? Math.max(attempt.at, taskStartedAt))
        : (signals[signal] ?? attempt.at);
  return waiting.toSorted((a, b) => a.attempt.at - b.attempt.at);
}
