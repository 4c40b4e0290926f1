import type { RunItem } from '../../../client';
import { visibleLine } from '../../../rules/visible';
import type { Output } from '../output';
import { span } from './span';
import { paintStatus } from './status';
import { type Column, table } from './table';

/** Agent runs as a table that fits the terminal. */
export function runTable(out: Output, items: readonly RunItem[], now: number): string {
  const columns: Column<RunItem>[] = [
    { title: 'ID', of: ({ id }) => visibleLine(id) },
    { title: 'AGENT', of: ({ agent }) => visibleLine(agent ?? 'elsewhere'), least: 12 },
    { title: 'REQUESTER', of: ({ requesterId }) => visibleLine(requesterId ?? '-'), least: 9 },
    { title: 'AGE', of: ({ startedAt }) => span(now - Date.parse(startedAt)) },
    {
      title: 'STATUS',
      of: ({ status }) => status,
      paint: (cell, { status }) => cell.replace(status, paintStatus(out, status)),
    },
  ];
  return table(columns, items, out.columns);
}
