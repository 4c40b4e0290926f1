import type { NotificationItem, NotificationsView } from '../../../client';
import { visibleLine as line } from '../../../rules/visible';
import type { Output } from '../output';

const MOST_SHOWN = 20;

/** Who was told what, the latest last, and what could not be delivered. Nothing where nobody was to be told. */
export function toldText({ colours }: Output, { items, unreachable }: NotificationsView): string[] {
  if (items.length === 0 && unreachable.length === 0) return [];
  const earlier = items.length - MOST_SHOWN;
  return [
    '',
    colours.dim('told'),
    ...(earlier > 0 ? [`  and ${earlier} earlier`] : []),
    ...items.slice(-MOST_SHOWN).map((item) => `  ${told(item)}`),
    ...(unreachable.length === 0
      ? []
      : [
          `  not told, for want of an address or of the right to read it: ${unreachable.map((name) => line(name)).join(', ')}`,
        ]),
  ];
}

function told({ at, moment, channel, to, status, attempts, why }: NotificationItem): string {
  const whom = to === undefined ? '' : ` ${line(to)}`;
  const tries =
    attempts === undefined ? '' : `, ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} failed`;
  return `${at}  ${moment.replace('_', ' ')}${whom} by ${line(channel)}: ${status}${tries}${why === undefined ? '' : `, ${line(why)}`}`;
}
