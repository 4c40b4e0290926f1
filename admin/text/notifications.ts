import type { NotificationItem, NotificationsView } from '../../client';
import { visibleLine as line } from '../../rules/text';
import type { TextStyle } from './table';
import { formatAbsolute } from './time';

const MAX_SHOWN = 20;

/** The notifications, latest last, and the people who could not be notified. Nothing if there are none. */
export function notificationLog({ colours }: TextStyle, { items, unreachable }: NotificationsView): string[] {
  if (items.length === 0 && unreachable.length === 0) return [];
  const earlier = items.length - MAX_SHOWN;
  return [
    '',
    colours.dim('notifications'),
    ...(earlier > 0 ? [`  and ${earlier} earlier`] : []),
    ...items.slice(-MAX_SHOWN).map((item) => `  ${notificationLine(item)}`),
    ...(unreachable.length === 0
      ? []
      : [
          `  not notified, because they have no address or may not read it: ${unreachable.map((name) => line(name)).join(', ')}`,
        ]),
  ];
}

function notificationLine({ at, event, channel, to, status, attempts, why }: NotificationItem): string {
  const person = to === undefined ? '' : ` ${line(to)}`;
  const tries =
    attempts === undefined ? '' : `, ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} failed`;
  return `${formatAbsolute(at)}  ${event.replace('_', ' ')}${person} by ${line(channel)}: ${status}${tries}${why === undefined ? '' : `, ${line(why)}`}`;
}
