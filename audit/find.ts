import type { AuditAnchor, AuditEntry } from '../contract/audit';
import { NotInAuditLog } from '../contract/errors';
import { type LogLine } from '../rules/audit/chain';
import { readAnchor, readEntry } from '../rules/audit/entry';
import type { AuditReader } from './log';

/** The entries of a log, oldest first. A line that is not an entry is left out: `hitl audit verify` reports it. */
export async function* entriesOf(lines: AsyncIterable<LogLine>): AsyncIterable<AuditEntry> {
  for await (const { text = '', isIncomplete } of lines) {
    if (isIncomplete) continue;
    const read = readEntry(text);
    if ('value' in read) yield read.value;
  }
}

/** The anchors of a log, oldest first. */
export async function anchorsOf(reader: AuditReader): Promise<AuditAnchor[]> {
  const anchors: AuditAnchor[] = [];
  for await (const { text = '' } of reader.anchors()) {
    const read = readAnchor(text);
    if ('value' in read) anchors.push(read.value);
  }
  return anchors;
}

/**
 * The entries about one request, escalation or run, oldest first: its own, and those of everything that belongs to it, such as
 * its notifications, its uses and its escalation.
 *
 * @throws NotInAuditLog
 */
export async function entriesAbout(reader: AuditReader, id: string): Promise<AuditEntry[]> {
  const ids = new Set([id]);
  const found = new Map<number, AuditEntry>();
  // What belongs to it may have ended before it, so the lines are read again for each id that was found.
  for (let known = 0; known < ids.size;) {
    known = ids.size;
    for await (const entry of entriesOf(reader.linesAbout([...ids]))) {
      if (!belongsTo(ids, entry)) continue;
      found.set(entry.seq, entry);
      ids.add(entry.id);
    }
  }
  const entries = [...found.values()].sort((a, b) => a.seq - b.seq);
  if (entries.length > 0) return entries;
  throw new NotInAuditLog(
    `${id}: the audit log has no record of it. It may not have ended, or may have ended before there was an auditor`,
  );
}

function belongsTo(ids: ReadonlySet<string>, { id, about }: AuditEntry): boolean {
  return ids.has(id) || (about !== undefined && ids.has(about));
}
