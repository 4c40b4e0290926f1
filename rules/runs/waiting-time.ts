import type { TimeSpan } from '../../contract/records/check';
import type { RunRecord } from '../../contract/run';

/** When an attached run waited for people: while an escalation was open. */
export function waitingSpans({ escalations }: RunRecord): TimeSpan[] {
  return escalations.map(({ startedAt, endedAt }) => ({
    from: Date.parse(startedAt),
    ...(endedAt !== undefined && { to: Date.parse(endedAt) }),
  }));
}

/** Milliseconds between `from` and `now` that at least one of these covers. */
export function coveredMs(spans: readonly TimeSpan[], from: number, now: number): number {
  let sum = 0;
  let counted = from;
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const to = Math.min(span.to ?? now, now);
    sum += Math.max(0, to - Math.max(span.from, counted));
    counted = Math.max(counted, to);
  }
  return sum;
}
