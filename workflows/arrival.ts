import type { Waiting } from './attempts';
import { signalArrivals } from './proxies';

/**
 * These attempts in the order of their arrival. Workflow code sees only when its task began, and there signals run
 * before timers: so a signal handled at or after the deadline is contested, and only then the run's own history is
 * read for when the server recorded it (design rule 8).
 */
export async function byArrival(waiting: Waiting[], expiresAt: string | undefined): Promise<Waiting[]> {
  const deadline = expiresAt === undefined ? Infinity : Date.parse(expiresAt);
  const isContested = ({ attempt, signal }: Waiting) => signal !== undefined && attempt.at >= deadline;
  if (!waiting.some(isContested)) return waiting;
  const arrivals = await signalArrivals();
  for (const contested of waiting.filter(isContested))
    contested.attempt.at = arrivals[contested.signal ?? -1] ?? contested.attempt.at;
  return waiting.toSorted((a, b) => a.attempt.at - b.attempt.at);
}
