import type { EscalationItem, RequestItem, RunItem } from '../../../../client';
import { defined } from '../../../../contract/defined';
import type { RequestKind } from '../../../../contract/names';
import { visibleLine } from '../../../../rules/text';
import { type Column, paintStatus, table } from '../../../text/table';
import { formatDuration } from '../../../text/time';
import type { Approvals, Escalations, Runs } from '../../managers';
import type { Output } from '../../output';
import { checkedStatus, LISTED, type ListFlags, type Listing } from './answer';

export function requestListing(flags: ListFlags, out: Output) {
  const { approver, action, order } = flags;
  const kind = flags.kind as RequestKind | undefined;
  const status = checkedStatus(flags, LISTED.request.statuses, 'pending');
  const ofKind = defined({ kind });
  const narrowed = defined({ approver, action, requesterId: flags.requester, runId: flags.run });
  const filter = { ...ofKind, ...narrowed, ...(status !== 'all' && { status }) };
  return (approvals: Approvals): Listing<RequestItem> => ({
    noun: kind ?? 'request',
    status,
    isNarrowed: Object.keys(narrowed).length > 0,
    page: (options) => approvals.listRequests({ ...filter, order, ...options }),
    count: async () => approvals.countRequests?.(filter),
    countAll: async () => approvals.countRequests?.(ofKind),
    table: (items) => requestTable(out, items, Date.now()),
    // Only the program that waits for a confirmation can request it.
    ...(kind !== 'confirmation' && { makeOne: 'request --action NAME' }),
    listAll: `list${kind === undefined ? '' : ` --kind ${kind}`} --status all`,
  });
}

const KIND: Column<RequestItem> = { title: 'KIND', of: ({ kind }) => kind };

/** Requests as a table that fits the terminal. */
function requestTable(out: Output, items: readonly RequestItem[], now: number): string {
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
    { title: 'AGE', of: ({ requestedAt }) => formatDuration(now - Date.parse(requestedAt)) },
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
  return left > 0 ? formatDuration(left) : 'overdue';
}

export function escalationListing(flags: ListFlags, out: Output) {
  const { assignee, level } = flags;
  const status = checkedStatus(flags, LISTED.escalation.statuses, 'open');
  const narrowed = defined({ assignee, level, runId: flags.run });
  const filter = { ...narrowed, ...(status !== 'all' && { status }) };
  return (escalations: Escalations): Listing<EscalationItem> => ({
    noun: 'escalation',
    status,
    isNarrowed: Object.keys(narrowed).length > 0,
    page: (options) => escalations.listEscalations({ ...filter, ...options }),
    count: async () => escalations.countEscalations?.(filter),
    countAll: async () => escalations.countEscalations?.(),
    table: (items) => escalationTable(out, items, Date.now()),
    makeOne: 'escalate RUN --level LEVEL --reason TEXT',
    listAll: 'list --kind escalation --status all',
  });
}

/** Escalations as a table that fits the terminal. */
function escalationTable(out: Output, items: readonly EscalationItem[], now: number): string {
  const columns: Column<EscalationItem>[] = [
    { title: 'ID', of: ({ id }) => visibleLine(id) },
    { title: 'LEVEL', of: ({ level }) => level },
    {
      title: 'REASON',
      of: ({ reason, unreadable }) => visibleLine(reason || (unreadable ? '(unreadable)' : '')),
      least: 20,
    },
    { title: 'RUN', of: ({ runId }) => visibleLine(runId), least: 12 },
    { title: 'AGE', of: ({ startedAt }) => formatDuration(now - Date.parse(startedAt)) },
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
  return left > 0 ? formatDuration(left) : 'overdue';
}

export function runListing(flags: ListFlags, out: Output) {
  const status = checkedStatus(flags, LISTED.run.statuses, 'running');
  const narrowed = defined({ agent: flags.agent, requesterId: flags.requester });
  const filter = { ...narrowed, ...(status !== 'all' && { status }) };
  return (runs: Runs): Listing<RunItem> => ({
    noun: 'run',
    status,
    isNarrowed: Object.keys(narrowed).length > 0,
    page: (options) => runs.list({ ...filter, ...options }),
    count: async () => runs.count?.(filter),
    countAll: async () => runs.count?.(),
    table: (items) => runTable(out, items, Date.now()),
    makeOne: 'run start AGENT',
    listAll: 'list --kind run --status all',
  });
}

/** Agent runs as a table that fits the terminal. */
function runTable(out: Output, items: readonly RunItem[], now: number): string {
  const columns: Column<RunItem>[] = [
    { title: 'ID', of: ({ id }) => visibleLine(id) },
    { title: 'AGENT', of: ({ agent }) => visibleLine(agent ?? 'elsewhere'), least: 12 },
    { title: 'REQUESTER', of: ({ requesterId }) => visibleLine(requesterId ?? '-'), least: 9 },
    { title: 'AGE', of: ({ startedAt }) => formatDuration(now - Date.parse(startedAt)) },
    {
      title: 'STATUS',
      of: ({ status }) => status,
      paint: (cell, { status }) => cell.replace(status, paintStatus(out, status)),
    },
  ];
  return table(columns, items, out.columns);
}
