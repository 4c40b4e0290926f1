import type { AuditEntry } from '../../contract/audit';
import { defined } from '../../contract/defined';
import type { RequestRecord, RequestView } from '../../contract/request';
import type { UseRecord } from '../../contract/use';

/**
 * The entry that tells how one request, escalation or run ended: the latest that was read, of its last run. A run that was
 * reset is continued by another one.
 */
export function latestOf(entries: readonly AuditEntry[], id: string): AuditEntry | undefined {
  const own = entries.filter((entry) => entry.id === id);
  const read = own.filter(({ record }) => record !== undefined);
  const last = read.filter(({ resetTo }) => resetTo === undefined);
  return byClose(last) ?? byClose(read) ?? byClose(own);
}

function byClose(entries: readonly AuditEntry[]): AuditEntry | undefined {
  return entries.reduce<AuditEntry | undefined>(
    (latest, entry) => (latest === undefined || entry.closedAt >= latest.closedAt ? entry : latest),
    undefined,
  );
}

/** Whether an entry records a request. */
export function isRequest({ kind }: Pick<AuditEntry, 'kind'>): boolean {
  return kind === 'approval' || kind === 'confirmation';
}

/** A request as the log knows it, with its uses. @param entries those about it, of any kind */
export function requestInLog(entry: AuditEntry, entries: readonly AuditEntry[]): RequestView {
  const uses = usesIn(entries, entry.id);
  return {
    ...(entry.record as unknown as RequestRecord),
    ...defined({ use: uses.at(-1), earlierUses: uses.length > 1 ? uses.slice(0, -1) : undefined }),
  };
}

/** The uses of a request, oldest first. */
function usesIn(entries: readonly AuditEntry[], requestId: string): UseRecord[] {
  const ids = [
    ...new Set(
      entries.filter(({ kind, about }) => kind === 'use' && about === requestId).map(({ id }) => id),
    ),
  ];
  return ids
    .flatMap((id) => latestOf(entries, id)?.record ?? [])
    .map((record) => record as unknown as UseRecord)
    .sort((a, b) => (a.claimedAt < b.claimedAt ? -1 : 1));
}
