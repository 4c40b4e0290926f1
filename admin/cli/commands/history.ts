import type { Command } from 'commander';
import type { HistoryItem } from '../../../client';
import { visibleLine as line } from '../../../rules/text';
import { resolutionLine } from '../../text/escalation';
import { type Field, fieldWriter, paintStatus } from '../../text/table';
import { formatAbsolute, formatTimestamp } from '../../text/time';
import { EXIT } from '../exit';
import { type ConnectionFlags, withConnectionFlags } from '../flags';
import type { Output } from '../output';
import { type Call, type Cli, verbAction, withExamples, withOutputFlag } from '../verb';
import { withManagers } from '../with-managers';

export function addHistory(command: Command, cli: Cli): void {
  command.argument('<run>', 'id of the run');
  withExamples(command, 'history RUN');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, history));
}

async function history({ flags, out, io }: Call<ConnectionFlags>, run = '') {
  return withManagers({ flags, io }, async (_, { escalations }) => {
    const items = await escalations.getHistory(run);
    out.answerAll(items, historyText(out, items, Date.now()));
    if (items.length === 0) out.note('This run has no escalations.');
    return EXIT.done;
  });
}

/** The text of a run's escalations, each with its resolution. */
export function historyText(out: Output, items: readonly HistoryItem[], now: number): string {
  const field = fieldWriter(out);
  return items.map((item) => itemText(out, field, item, now)).join('\n\n');
}

function itemText(out: Output, field: Field, item: HistoryItem, now: number): string {
  const { bold, dim } = out.colours;
  const { id, status, level, reason, escalatedBy, triggers, startedAt, resolution, cancelled } = item;
  const has = item.acknowledgedBy === undefined ? [] : [item.acknowledgedBy];
  return [
    `${bold(line(id))}  ${paintStatus(out, status)} at ${level}`,
    ...field('reason', [line(reason)]),
    ...field('opened', [formatTimestamp(startedAt, now)]),
    ...field('escalated by', escalatedBy === undefined ? [] : [line(escalatedBy)]),
    ...field('triggers', triggers.length === 0 ? [] : [triggers.map(line).join(', ')]),
    ...field(
      'promoted',
      item.promotions.map(
        ({ at, from, to, by, reason: why }) =>
          `${from} to ${to}${by === undefined ? '' : ` by ${line(by)}`}, ${formatAbsolute(at)}${why === undefined ? '' : `: ${line(why)}`}`,
      ),
    ),
    ...field(
      'acknowledged',
      has.map((who) => `by ${line(who)}`),
    ),
    ...field('resolved', resolution ? [resolutionLine(resolution, now)] : []),
    ...field('cancelled', cancelled ? [cancelledLine(cancelled, now)] : []),
    ...field('unknown', item.unknown ? [dim(`no worker answered: ${item.unknown.join(', ')}`)] : []),
  ].join('\n');
}

function cancelledLine({ by, name, at, reason }: NonNullable<HistoryItem['cancelled']>, now: number): string {
  return `by ${line(name ?? by)}, ${formatTimestamp(at, now)}${reason === undefined ? '' : `: ${line(reason)}`}`;
}
