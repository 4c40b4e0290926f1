import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { entriesOf } from '../../../audit/find';
import type { AuditReader } from '../../../audit/log';
import type { AuditEntry } from '../../../contract/audit';
import type { UseRecord } from '../../../contract/use';
import { csvHeader, csvRow } from '../../../rules/audit/csv';
import { logLine } from '../../../rules/audit/entry';
import { isRequest } from '../../../rules/audit/latest';
import { UsageError } from '../errors';
import { EXIT, type ExitCode } from '../exit';
import type { Call } from '../verb';
import { type AuditFlags, withLog } from './settings';

export interface ExportFlags extends AuditFlags {
  from?: string;
  to?: string;
  format: 'jsonl' | 'csv';
  out?: string;
}

/** `hitl audit export`: what ended in a time, as the entries themselves or as one line of CSV for each request. */
export async function exportLog({ flags, io, out }: Call<ExportFlags>): Promise<ExitCode> {
  const from = timeIn(flags.from, '--from') ?? '';
  const to = timeIn(flags.to, '--to') ?? '9999';
  const file = flags.out === undefined ? undefined : createWriteStream(flags.out, { mode: 0o600 });
  const write = async (text: string) => {
    if (file === undefined) io.stdout(text);
    else if (!file.write(text)) await once(file, 'drain');
  };
  const isMeant = ({ closedAt }: AuditEntry) => closedAt >= from && closedAt < to;
  const count = await withLog({ flags, io }, (reader) =>
    flags.format === 'csv' ? exportCsv(reader, isMeant, write) : exportJsonl(reader, isMeant, write),
  );
  if (file) await new Promise<void>((done, fail) => file.on('error', fail).end(done));
  const nouns = flags.format === 'csv' ? ['request', 'requests'] : ['entry', 'entries'];
  out.note(`${count} ${nouns[count === 1 ? 0 : 1]} exported.`);
  return EXIT.done;
}

type Write = (text: string) => Promise<void>;

async function exportJsonl(reader: AuditReader, isMeant: (entry: AuditEntry) => boolean, write: Write) {
  let count = 0;
  for await (const entry of entriesOf(reader.lines())) {
    if (!isMeant(entry)) continue;
    await write(`${logLine(entry)}\n`);
    count++;
  }
  return count;
}

async function exportCsv(reader: AuditReader, isMeant: (entry: AuditEntry) => boolean, write: Write) {
  const uses = new Map<string, UseRecord>();
  const replaced = new Set<number>();
  for await (const { kind, about, record, replaces } of entriesOf(reader.lines())) {
    if (replaces !== undefined) replaced.add(replaces);
    if (kind !== 'use' || about === undefined || record === undefined) continue;
    const use = record as unknown as UseRecord;
    if ((uses.get(about)?.claimedAt ?? '') <= use.claimedAt) uses.set(about, use);
  }
  await write(csvHeader());
  let count = 0;
  for await (const entry of entriesOf(reader.lines())) {
    if (!isRequest(entry) || !isMeant(entry) || replaced.has(entry.seq)) continue;
    await write(csvRow(entry, uses.get(entry.id)));
    count++;
  }
  return count;
}

/** A date or a time, in ISO 8601; a date begins at midnight UTC. @throws UsageError */
function timeIn(written: string | undefined, flag: string): string | undefined {
  if (written === undefined) return undefined;
  const isIso = /^\d{4}-\d{2}-\d{2}(T.+)?$/.test(written);
  const at = Date.parse(written);
  if (isIso && Number.isFinite(at)) return new Date(at).toISOString();
  throw new UsageError(`${flag}: write a date such as 2026-11-30, or a time such as 2026-11-30T12:00:00Z`);
}
