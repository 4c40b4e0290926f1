import type { Waiting } from './attempts';
import { signalArrivals } from './proxies';

/**
 * These attempts in the order of their arrival. Workflow code sees only when its task began, and there signals run
 * before timers: so a signal handled at or after the deadline is contested, and only then the run's own history is
 * read for when the server recorded it (design rule 8).
 *
 * @param names the signals that are counted; those of a request unless named
 */
export async function byArrival<A extends { at: number }, V>(
  waiting: Waiting<A, V>[],
  deadline = Infinity,
  ...names: [string[]?]
): Promise<Waiting<A, V>[]> {
  const isContested = ({ attempt, signal }: Waiting<A, V>) => signal !== undefined && attempt.at >= deadline;
  if (!waiting.some(isContested)) return waiting;
  const arrivals = await signalArrivals(...names);
  for (const contested of waiting.filter(isContested))
    contested.attempt.at = arrivals[contested.signal ?? -1] ?? contested.attempt.at;
  return waiting.toSorted((a, b) => a.attempt.at - b.attempt.at);
}
