import { writeFileSync } from 'node:fs';
import { anchorsOf, entriesAbout, entriesOf } from '../../../audit/find';
import type { AuditReader } from '../../../audit/log';
import { makePack } from '../../../audit/pack';
import { type Behind, behindOf } from '../../../audit/verify';
import type { AuditEntry } from '../../../contract/audit';
import { AuditLogDamaged } from '../../../contract/errors';
import type { EscalationRecord } from '../../../contract/escalation';
import type { NotificationsRecord } from '../../../contract/notification';
import type { RunRecord } from '../../../contract/run';
import type { Head } from '../../../rules/audit/entry';
import { isRequest, latestOf, requestInLog } from '../../../rules/audit/latest';
import { verifyPack } from '../../../rules/audit/pack';
import { visibleLine as line } from '../../../rules/text';
import { escalationText } from '../../text/escalation';
import { notificationLog } from '../../text/notifications';
import { requestText } from '../../text/request';
import { runText } from '../../text/run';
import { formatDuration } from '../../text/time';
import { EXIT, type ExitCode } from '../exit';
import { commandTarget, type ConnectionFlags } from '../flags';
import { temporalClient } from '../temporal';
import type { Call } from '../verb';
import { type AuditFlags, checkWith, withLog } from './settings';

/** `hitl audit show`: what the log has about one request, escalation or run. */
export async function show(call: Call<AuditFlags>, id = ''): Promise<ExitCode> {
  const { out } = call;
  const entries = await withLog(call, (reader) => entriesAbout(reader, id));
  const entry = latestOf(entries, id);
  const notifications = notificationsOf(entries, id);
  const places = entries.map(({ seq, kind, id: of, closedAt, hash, signature, unreadable }) => ({
    ...{ seq, kind, id: of, closedAt, hash, keyId: signature.keyId, unreadable },
  }));
  out.answer(
    {
      id,
      kind: entry?.kind,
      record: shown(entry, entries),
      notifications: notifications?.messages,
      entries: places,
    },
    [
      ...(entry ? textOf(call, entry, entries) : []),
      ...(notifications
        ? notificationLog(out, { items: notifications.messages, unreachable: notifications.unreachable })
        : []),
      '',
      out.colours.dim('audit log'),
      ...entries.map((each) => `  ${placeLine(each)}`),
    ].join('\n'),
  );
  if (entry?.kind === 'approval' && !entries.some(({ kind }) => kind === 'use'))
    out.note('A claim is in the log once its outcome was reported, or is unknown.');
  return EXIT.done;
}

function shown(entry: AuditEntry | undefined, entries: AuditEntry[]): unknown {
  if (entry?.record === undefined) return undefined;
  return isRequest(entry) ? requestInLog(entry, entries) : entry.record;
}

function textOf({ flags, io, out }: Call<AuditFlags>, entry: AuditEntry, entries: AuditEntry[]): string[] {
  const around = { now: Date.now(), ...commandTarget({ flags, io }) };
  const { record, kind, id } = entry;
  if (record === undefined)
    return [line(id), '', `Its record could not be read: ${line(entry.unreadable ?? '')}`];
  if (isRequest(entry)) return [requestText(out, requestInLog(entry, entries), around)];
  if (kind === 'escalation') return [escalationText(out, record as unknown as EscalationRecord, around)];
  const found = { requests: [], requestEscalations: [], asked: { first: [], count: 0 } };
  if (kind === 'run') return [runText(out, record as unknown as RunRecord, found, around)];
  return [JSON.stringify(record, null, 2)];
}

function notificationsOf(entries: AuditEntry[], id: string): NotificationsRecord | undefined {
  const own = entries.filter(({ kind, about, record }) => kind === 'notifications' && about === id && record);
  const latest = own.reduce<AuditEntry | undefined>(
    (last, entry) => (last === undefined || entry.closedAt >= last.closedAt ? entry : last),
    undefined,
  );
  return latest?.record as unknown as NotificationsRecord | undefined;
}

function placeLine({
  seq,
  kind,
  id,
  closedAt,
  closedAs,
  hash,
  signature,
  resetTo,
  unreadable,
}: AuditEntry): string {
  const more = [
    ...(resetTo === undefined ? [] : [`reset, continued by run ${resetTo}`]),
    ...(unreadable === undefined ? [] : [`not readable: ${line(unreadable)}`]),
  ];
  const note = more.length === 0 ? '' : `; ${more.join('; ')}`;
  return `${seq}  ${kind} ${line(id)}, ${closedAs.replace('_', ' ')} ${closedAt}; ${hash.slice(0, 16)}, signed with ${line(signature.keyId)}${note}`;
}

export interface PackFlags extends AuditFlags {
  out: string;
}

/** `hitl audit pack`: one file with all of it, that verifies without the log. */
export async function pack({ flags, io, out }: Call<PackFlags>, id = ''): Promise<ExitCode> {
  const made = await withLog({ flags, io }, (reader, keys) => makePack(reader, id, keys));
  const { problems } = verifyPack(made, checkWith(made.keys));
  const [first] = problems;
  if (first)
    throw new AuditLogDamaged(
      `the entries about ${id} do not verify: ${first.message}. Run \`hitl audit verify\`, which says what else is wrong`,
    );
  writeFileSync(flags.out, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  const { entries, until } = made;
  out.answer(
    { id, file: flags.out, entries: entries.length, until },
    `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'} about ${line(id)} in ${flags.out}, proved up to ${until.seq}:${until.hash}.`,
  );
  return EXIT.done;
}

export interface StatusFlags extends AuditFlags {
  temporal?: boolean;
}

/** `hitl audit status`: the head, what could not be read, and how far behind Temporal the log is. */
export async function status(call: Call<StatusFlags>): Promise<ExitCode> {
  const { flags, out } = call;
  const runs = new Set<string>();
  const found = await withLog(call, (reader) => summary(reader, runs));
  const behind = flags.temporal ? await behindTemporal(flags, runs) : undefined;
  const { head, entries, unreadable, writtenAt, closedAt, anchor } = found;
  const lag = writtenAt && closedAt ? Date.parse(writtenAt) - Date.parse(closedAt) : undefined;
  out.answer(
    { ...found, lagMs: lag, behind },
    [
      `entries    ${entries}`,
      `head       ${head.seq === 0 ? 'none' : `${head.seq}:${head.hash}`}`,
      ...(writtenAt === undefined
        ? []
        : [`written    ${writtenAt}${lag === undefined ? '' : `, ${formatDuration(lag)} after its end`}`]),
      ...(anchor === undefined ? [] : [`anchor     ${anchor.seq}, ${anchor.at}`]),
      `unreadable ${unreadable}`,
      ...(behind === undefined ? [] : [`behind     ${behindText(behind)}`]),
    ].join('\n'),
  );
  return EXIT.done;
}

async function behindTemporal(flags: ConnectionFlags, runs: ReadonlySet<string>): Promise<Behind> {
  const client = await temporalClient(flags);
  try {
    const { namespace } = client.options;
    return await behindOf(client, (runId) => runs.has(`${namespace}/${runId}`));
  } finally {
    await client.connection.close();
  }
}

function behindText({ count, since }: Behind): string {
  if (count === 0) return 'nothing: the latest 10,000 that ended are in the log';
  return `${count} of the latest 10,000 that ended are not in the log, the first ended ${since}`;
}

async function summary(reader: AuditReader, runs: Set<string>) {
  let head: Head = { seq: 0, hash: '' };
  let last: AuditEntry | undefined;
  let entries = 0;
  let unreadable = 0;
  for await (const entry of entriesOf(reader.lines())) {
    entries++;
    runs.add(`${entry.namespace}/${entry.runId}`);
    if (entry.unreadable !== undefined) unreadable++;
    if (entry.replaces !== undefined) unreadable--;
    last = entry;
  }
  if (last) head = { seq: last.seq, hash: last.hash };
  const anchor = (await anchorsOf(reader)).at(-1);
  return { head, entries, unreadable, writtenAt: last?.writtenAt, closedAt: last?.closedAt, anchor };
}
