import type { RequestItem } from '../../../client';
import { visibleLine } from '../../../rules/visible';
import type { Output } from '../output';
import { span } from './span';
import { paintStatus } from './status';
import { type Column, table } from './table';

const KIND: Column<RequestItem> = { title: 'KIND', of: ({ kind }) => kind };

/** Requests as a table that fits the terminal. */
export function requestTable(out: Output, items: readonly RequestItem[], now: number): string {
  const columns: Column<RequestItem>[] = [
    { title: 'ID', of: ({ id }) => visibleLine(id) },
    ...(items.every(({ kind }) => kind === 'approval') ? [] : [KIND]),
    {
      title: 'ACTION',
      of: ({ action, unreadable }) => visibleLine(action || (unreadable ? '(unreadable)' : '')),
      least: 12,
    },
    { title: 'RESOURCE', of: ({ resource }) => visibleLine(resource ?? '-'), least: 10 },
    {
      title: 'REQUESTER',
      of: ({ requesterId, unreadable }) => visibleLine(requesterId || (unreadable ? '(unreadable)' : '')),
      least: 9,
    },
    { title: 'AGE', of: ({ requestedAt }) => span(now - Date.parse(requestedAt)) },
    { title: 'EXPIRES IN', of: (item) => expiresIn(item, now) },
    {
      title: 'STATUS',
      of: ({ status }) => status,
      paint: (cell, { status }) => cell.replace(status, paintStatus(out, status)),
    },
  ];
  return table(columns, items, out.columns);
}

function expiresIn({ status, expiresAt }: RequestItem, now: number): string {
  if (status !== 'pending') return '-';
  if (expiresAt === undefined) return 'not planned';
  const left = Date.parse(expiresAt) - now;
  return left > 0 ? span(left) : 'overdue';
}
