import type { Child } from 'hono/jsx';
import { At } from './time';

export interface Moment {
  /** Absent: right after the one before. */
  at?: string;
  what: Child;
}

/** What happened, in order. */
export function Timeline({ moments }: { moments: readonly Moment[] }) {
  return (
    <section>
      <h2>Timeline</h2>
      <ol class="timeline">
        {moments.map(({ at, what }) => (
          <li>
            <span class="at">{at === undefined ? null : <At iso={at} seconds />}</span>
            <span class="what">{what}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
