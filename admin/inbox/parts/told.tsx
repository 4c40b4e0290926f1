import type { NotificationItem, NotificationsView } from '../../../client';
import { visibleLine as line } from '../../../rules/text';
import { At } from './time';

const MOST_SHOWN = 50;

/** Who was told what, and what could not be delivered. Nothing where nobody was to be told. */
export function Told({ told }: { told: NotificationsView | undefined }) {
  if (told === undefined || told.items.length + told.unreachable.length === 0) return null;
  return (
    <section>
      <h2>Who was told</h2>
      <ol class="timeline">
        {told.items.slice(-MOST_SHOWN).map((item) => (
          <li>
            <span class="at">
              <At iso={item.at} seconds />
            </span>
            <span class="what">{said(item)}</span>
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

function said({ moment, channel, to, status, attempts, why }: NotificationItem): string {
  const whom = to === undefined ? line(channel) : `${line(to)} by ${line(channel)}`;
  const tries = attempts === undefined ? '' : `, ${attempts} failed so far`;
  return `${whom}: ${moment.replace('_', ' ')}, ${status}${tries}${why === undefined ? '' : ` (${line(why)})`}`;
}
