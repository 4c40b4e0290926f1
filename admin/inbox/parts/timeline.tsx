import type { Child } from 'hono/jsx';
import type { NotificationItem, NotificationsView } from '../../../client';
import { visibleLine as line } from '../../../rules/text';
import { At } from './values';

/*
 * What happened, and who was notified.
 */

export interface TimelineEvent {
  /** Absent: right after the one before. */
  at?: string;
  what: Child;
}

/** What happened, in order. */
export function Timeline({ events }: { events: readonly TimelineEvent[] }) {
  return (
    <section>
      <h2>Timeline</h2>
      <ol class="timeline">
        {events.map(({ at, what }) => (
          <li>
            <span class="at">{at === undefined ? null : <At iso={at} seconds />}</span>
            <span class="what">{what}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const MAX_SHOWN = 50;

/** Who was told what, and what could not be delivered. Nothing where nobody was to be told. */
export function NotificationLog({ told }: { told: NotificationsView | undefined }) {
  if (told === undefined || told.items.length + told.unreachable.length === 0) return null;
  return (
    <section>
      <h2>Who was told</h2>
      <ol class="timeline">
        {told.items.slice(-MAX_SHOWN).map((item) => (
          <li>
            <span class="at">
              <At iso={item.at} seconds />
            </span>
            <span class="what">{notificationText(item)}</span>
          </li>
        ))}
      </ol>
      {told.unreachable.length === 0 ? null : (
        <p>
          Not told, for want of an address or of the right to read it: {told.unreachable.map(line).join(', ')}
          .
        </p>
      )}
    </section>
  );
}

function notificationText({ event, channel, to, status, attempts, why }: NotificationItem): string {
  const whom = to === undefined ? line(channel) : `${line(to)} by ${line(channel)}`;
  const tries = attempts === undefined ? '' : `, ${attempts} failed so far`;
  return `${whom}: ${event.replace('_', ' ')}, ${status}${tries}${why === undefined ? '' : ` (${line(why)})`}`;
}
