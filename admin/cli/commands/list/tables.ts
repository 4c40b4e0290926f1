import type { EscalationItem, RequestItem, RunItem, Searched } from '../../../../client';
import { defined } from '../../../../contract/defined';
import type { RequestKind } from '../../../../contract/names';
import { visibleLine } from '../../../../rules/text';
import { type Column, paintSeverity, paintStatus, table } from '../../../text/table';
import { formatDuration } from '../../../text/time';
import type { Approvals, Escalations, Runs } from '../../managers';
import type { Output } from '../../output';
import { checkedOrder, checkedStatus, LISTED, type ListFlags, type Listing } from './answer';

export function requestListing(flags: ListFlags, out: Output) {
  const { approver, action, resource, policy, severity, newerThan, olderThan, dueWithin, search } = flags;
  const order = checkedOrder(flags, LISTED.request.orders);
  const kind = flags.kind as RequestKind | undefined;
  const status = checkedStatus(flags, LISTED.request.statuses, 'pending');
  const ofKind = defined({ kind });
  const who = { approver, requesterId: flags.requester, runId: flags.run };
  const when = { newerThan, olderThan, dueWithin };
  const narrowed = defined({ ...who, action, resource, policy, severity, ...when });
  const filter = { ...ofKind, ...narrowed, ...(status !== 'all' && { status }) };
  let searched: Searched | undefined;
  return (approvals: Approvals): Listing<RequestItem> => ({
    noun: kind ?? 'request',
    status,
    isNarrowed: search !== undefined || Object.keys(narrowed).length > 0,
    page: async (options) => {
      const page = await approvals.listRequests({ ...filter, ...defined({ search }), order, ...options });
      searched = page.searched;
      return page;
    },
    // Only a list without a search can be counted.
    count: async () => (search === undefined ? approvals.countRequests?.(filter) : undefined),
    searched: () => searched && searchNote(searched, 'request'),
    countAll: async () => approvals.countRequests?.(ofKind),
    table: (items) => requestTable(out, items, Date.now()),
    // Only the program that waits for a confirmation can request it.
    ...(kind !== 'confirmation' && { makeOne: 'request --action NAME' }),
    listAll: `list${kind === undefined ? '' : ` --kind ${kind}`} --status all`,
  });
}

/** The progress of a search: `Searched 20000 of about 31200 requests`. */
function searchNote({ rows, of, matches }: Searched, noun: string) {
  const far = rows < of ? `${rows} of about ${of}` : `all ${rows}`;
  return { note: `Searched ${far} ${noun}${of === 1 ? '' : 's'}`, ...defined({ matches }) };
}

/** Requests as a table that fits the terminal. A column in which no row has anything is left out. */
function requestTable(out: Output, items: readonly RequestItem[], now: number): string {
  const readable = (text: string, unreadable: string | undefined) =>
    visibleLine(text || (unreadable ? '(unreadable)' : ''));
  const has = (isSo: (item: RequestItem) => boolean, column: Column<RequestItem>) =>
    items.some(isSo) ? [column] : [];
  const columns: Column<RequestItem>[] = [
    { title: 'ID', of: ({ id }) => visibleLine(id) },
    ...has(({ kind }) => kind !== 'approval', { title: 'KIND', of: ({ kind }) => kind, drop: 5 }),
    {
      title: 'ACTION',
      of: ({ action, unreadable }) => readable(action, unreadable),
      least: 12,
    },
    { title: 'RESOURCE', of: ({ resource }) => visibleLine(resource ?? '-'), least: 10, drop: 6 },
    ...has((item) => descriptionOf(item) !== '', {
      title: 'DESCRIPTION',
      of: (item) => visibleLine(descriptionOf(item)),
      least: 20,
      drop: 4,
      below: true,
    }),
    {
      title: 'REQUESTER',
      of: ({ requesterId, unreadable }) => readable(requesterId, unreadable),
      least: 9,
      drop: 2,
    },
    ...has(({ severity }) => severity !== undefined, {
      title: 'SEVERITY',
      of: ({ severity }) => severity ?? '-',
      paint: (cell, { severity }) => (severity ? cell.replace(severity, paintSeverity(out, severity)) : cell),
      drop: 7,
    }),
    { title: 'AGE', of: ({ requestedAt }) => formatDuration(now - Date.parse(requestedAt)), drop: 1 },
    { title: 'EXPIRES IN', of: (item) => expiresIn(item, now) },
    {
      title: 'STATUS',
      of: ({ status }) => status,
      paint: (cell, { status }) => cell.replace(status, paintStatus(out, status)),
      // The line below the table names the status of a list that has only one.
      ...defined({ drop: new Set(items.map(({ status }) => status)).size === 1 ? 3 : undefined }),
    },
  ];
  return table(columns, items, out.columns);
}

/** The description. For a confirmation, what the confirmer reads. */
function descriptionOf({ description, message }: RequestItem): string {
  return message ?? description ?? '';
}

function expiresIn({ status, expiresAt }: RequestItem, now: number): string {
  if (status !== 'pending') return '-';
  if (expiresAt === undefined) return 'not planned';
  const left = Date.parse(expiresAt) - now;
  return left > 0 ? formatDuration(left) : 'overdue';
}

export function escalationListing(flags: ListFlags, out: Output) {
  const { assignee, level, newerThan, olderThan, dueWithin, search } = flags;
  const status = checkedStatus(flags, LISTED.escalation.statuses, 'open');
  const order = checkedOrder(flags, LISTED.escalation.orders);
  const narrowed = defined({ assignee, level, runId: flags.run, newerThan, olderThan, dueWithin });
  let searched: Searched | undefined;
  const filter = { ...narrowed, ...(status !== 'all' && { status }) };
  return (escalations: Escalations): Listing<EscalationItem> => ({
    noun: 'escalation',
    status,
    isNarrowed: search !== undefined || Object.keys(narrowed).length > 0,
    page: async (options) => {
      const page = await escalations.listEscalations({
        ...filter,
        ...defined({ search }),
        order,
        ...options,
      });
      searched = page.searched;
      return page;
    },
    // Only a list without a search can be counted.
    count: async () => (search === undefined ? escalations.countEscalations?.(filter) : undefined),
    searched: () => searched && searchNote(searched, 'escalation'),
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
  const order = checkedOrder(flags, LISTED.run.orders);
  const { newerThan, olderThan } = flags;
  const narrowed = defined({ agent: flags.agent, requesterId: flags.requester, newerThan, olderThan });
  const filter = { ...narrowed, ...(status !== 'all' && { status }) };
  return (runs: Runs): Listing<RunItem> => ({
    noun: 'run',
    status,
    isNarrowed: Object.keys(narrowed).length > 0,
    page: (options) => runs.list({ ...filter, order, ...options }),
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
