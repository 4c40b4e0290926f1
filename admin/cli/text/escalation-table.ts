import type { EscalationItem } from '../../../client';
import { visibleLine } from '../../../rules/visible';
import type { Output } from '../output';
import { span } from './span';
import { paintStatus } from './status';
import { type Column, table } from './table';

/** Escalations as a table that fits the terminal. */
export function escalationTable(out: Output, items: readonly EscalationItem[], now: number): string {
  const columns: Column<EscalationItem>[] = [
    { title: 'ID', of: ({ id }) => visibleLine(id) },
    { title: 'LEVEL', of: ({ level }) => level },
    {
      title: 'REASON',
      of: ({ reason, unreadable }) => visibleLine(reason || (unreadable ? '(unreadable)' : '')),
      least: 20,
    },
    { title: 'RUN', of: ({ runId }) => visibleLine(runId), least: 12 },
    { title: 'AGE', of: ({ startedAt }) => span(now - Date.parse(startedAt)) },
    { title: 'DUE IN', of: (item) => dueIn(item, now) },
    {
      title: 'STATUS',
      of: ({ status }) => status,
      paint: (cell, { status }) => cell.replace(status, paintStatus(out, status)),
    },
  ];
  return table(columns, items, out.columns);
}

function dueIn({ dueAt }: EscalationItem, now: number): string {
  if (dueAt === undefined) return '-';
  const left = Date.parse(dueAt) - now;
  return left > 0 ? span(left) : 'overdue';
}
