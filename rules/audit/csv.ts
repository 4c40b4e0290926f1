import type { AuditEntry } from '../../contract/audit';
import type { RequestRecord } from '../../contract/request';
import type { UseRecord } from '../../contract/use';
import { endedByText } from '../requests/explain';

/** The columns of the export, in order. */
const COLUMNS: Record<string, (row: Row) => Cell> = {
  id: ({ entry }) => entry.id,
  kind: ({ entry }) => entry.kind,
  action: ({ request }) => request?.action,
  resource: ({ request }) => request?.resource,
  requester: ({ request }) => request?.requesterId,
  agent_run: ({ request }) => request?.runId,
  requested_at: ({ request, entry }) => request?.requestedAt ?? entry.startedAt,
  ended_at: ({ request, entry }) => request?.end?.at ?? entry.closedAt,
  status: ({ request, entry }) => statusOf(entry, request),
  ended_by: ({ request }) => request && endedByText(request),
  reason: ({ request, entry }) => request?.rejectionReason ?? request?.end?.reason ?? entry.unreadable,
  decided_by: ({ request }) => decisionsText(request),
  policies: ({ request }) => request?.plan?.requirements.map(({ policy }) => policy).join('; '),
  refused_attempts: ({ request }) => request?.refusedCount,
  edits: ({ request }) => request?.revisions?.length ?? (request && 0),
  claimed_by: ({ use }) => use?.claimedBy,
  claimed_at: ({ use }) => use?.claimedAt,
  use_outcome: ({ use }) => use?.outcome,
  use_reference: ({ use }) => use?.reference,
  namespace: ({ entry }) => entry.namespace,
  run_id: ({ entry }) => entry.runId,
  seq: ({ entry }) => entry.seq,
  hash: ({ entry }) => entry.hash,
};

type Cell = string | number | undefined;

interface Row {
  entry: AuditEntry;
  /** Absent if the record could not be read. */
  request: RequestRecord | undefined;
  use: UseRecord | undefined;
}

/** The first line of the CSV (RFC 4180), with its line break. */
export function csvHeader(): string {
  return line(Object.keys(COLUMNS));
}

/** One request as a line of the CSV, with its line break. @param use the latest claim of its approval */
export function csvRow(entry: AuditEntry, use?: UseRecord): string {
  const row = { entry, request: entry.record as unknown as RequestRecord | undefined, use };
  return line(Object.values(COLUMNS).map((of) => of(row)));
}

function statusOf({ resetTo, unreadable }: AuditEntry, request: RequestRecord | undefined): string {
  if (unreadable !== undefined) return 'unreadable';
  return resetTo === undefined ? (request?.status ?? '') : 'reset';
}

/** The decisions that count: `ana approve 2026-01-05T09:01:00.000Z`. */
function decisionsText(request: RequestRecord | undefined): string | undefined {
  return request?.decisions
    .filter((decision) => decision.void === undefined)
    .map(({ decidedBy, decision, at }) => `${decidedBy} ${decision} ${at}`)
    .join('; ');
}

function line(cells: Cell[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** A spreadsheet runs a cell that begins with one of these as a formula. */
const FORMULA = /^[=+\-@\t\r\n]|^\s+[=+\-@]/;

function cell(value: Cell): string {
  const text = value === undefined ? '' : `${value}`;
  const safe = FORMULA.test(text) && typeof value !== 'number' ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
