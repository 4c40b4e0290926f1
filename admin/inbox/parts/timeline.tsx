import type { Child } from 'hono/jsx';
import type { NotificationItem, NotificationsView } from '../../../client';
import { visibleLine as line } from '../../../rules/text';
import { At } from './values';

/*
 * What happened, and who was notified.
 */

interface TimelineEvent {
  /** Absent: immediately after the previous event. */
  at?: string;
  what: Child;
}

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

/** Who was notified of what, and what could not be delivered. Empty if there was nobody to notify. */
export function NotificationLog({ notifications }: { notifications: NotificationsView | undefined }) {
  if (notifications === undefined || notifications.items.length + notifications.unreachable.length === 0)
    return null;
  return (
    <section>
      <h2>Notifications</h2>
      <ol class="timeline">
        {notifications.items.slice(-MAX_SHOWN).map((item) => (
          <li>
            <span class="at">
              <At iso={item.at} seconds />
            </span>
            <span class="what">{notificationText(item)}</span>
          </li>
        ))}
      </ol>
      {notifications.unreachable.length === 0 ? null : (
        <p>
          Not notified, because they have no address or may not read this:{' '}
          {notifications.unreachable.map(line).join(', ')}.
        </p>
      )}
    </section>
  );
}

function notificationText({ event, channel, to, status, attempts, why }: NotificationItem): string {
  const recipient = to === undefined ? line(channel) : `${line(to)} by ${line(channel)}`;
  const tries = attempts === undefined ? '' : `, ${attempts} failed attempts`;
  return `${recipient}: ${event.replace('_', ' ')}, ${status}${tries}${why === undefined ? '' : ` (${line(why)})`}`;
}
