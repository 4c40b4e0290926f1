import type { HistoryItem } from '../../../client';
import { visibleLine as line } from '../../../rules/visible';
import type { Output } from '../output';
import { type Field, fieldsOf } from './field';
import { resolutionLine } from './resolution';
import { absolute, when } from './span';
import { paintStatus } from './status';

/** The escalations of a run, each with what came of it. */
export function historyText(out: Output, items: readonly HistoryItem[], now: number): string {
  const field = fieldsOf(out);
  return items.map((item) => itemText(out, field, item, now)).join('\n\n');
}

function itemText(out: Output, field: Field, item: HistoryItem, now: number): string {
  const { bold, dim } = out.colours;
  const { id, status, level, reason, escalatedBy, triggers, startedAt, resolution, cancelled } = item;
  const has = item.acknowledgedBy === undefined ? [] : [item.acknowledgedBy];
  return [
    `${bold(line(id))}  ${paintStatus(out, status)} at ${level}`,
    ...field('reason', [line(reason)]),
    ...field('opened', [when(startedAt, now)]),
    ...field('escalated by', escalatedBy === undefined ? [] : [line(escalatedBy)]),
    ...field('triggers', triggers.length === 0 ? [] : [triggers.map(line).join(', ')]),
    ...field(
      'promoted',
      item.promotions.map(
        ({ at, from, to, by, reason: why }) =>
          `${from} to ${to}${by === undefined ? '' : ` by ${line(by)}`}, ${absolute(at)}${why === undefined ? '' : `: ${line(why)}`}`,
      ),
    ),
    ...field(
      'acknowledged',
      has.map((who) => `by ${line(who)}`),
    ),
    ...field('resolved', resolution ? [resolutionLine(resolution, now)] : []),
    ...field('cancelled', cancelled ? [cancelledLine(cancelled, now)] : []),
    ...field('unknown', item.unknown ? [dim(`could not be told now: ${item.unknown.join(', ')}`)] : []),
  ].join('\n');
}

function cancelledLine({ by, name, at, reason }: NonNullable<HistoryItem['cancelled']>, now: number): string {
  return `by ${line(name ?? by)}, ${when(at, now)}${reason === undefined ? '' : `: ${line(reason)}`}`;
}
