import { constants } from 'node:fs';
import { appendFile, type FileHandle, mkdir, open, truncate } from 'node:fs/promises';
import type { AuditAnchor, AuditEntry } from '../../contract/audit';
import { defined } from '../../contract/defined';
import { AuditLogDamaged, AuditLogTaken } from '../../contract/errors';
import { EMPTY, hashOf, type Head, logLine, readAnchor, readEntry } from '../../rules/audit/entry';
import type { AuditWriter, OpenOptions, StoredRun } from '../log';
import { StoredRuns } from '../stored-runs';
import { anchorsFile, fileOf, linesOf, logFiles, rawLines } from './folder';
import { type FolderLock, takeLock } from './lock';

/** Only the auditor's user may read the log: it contains the arguments of requests. */
const MODE = 0o600;
const FOLDER_MODE = 0o700;

interface FilesOptions extends OpenOptions {
  folder: string;
  rotateAtBytes: number;
}

/**
 * Opens a log of files for writing, or returns nothing while another auditor writes it. A line that a killed auditor left
 * incomplete is moved to a file of its own.
 *
 * @throws AuditLogDamaged when the latest entries do not form a chain: nothing is added to a log that was changed
 */
export async function openFilesWriter(options: FilesOptions): Promise<AuditWriter | undefined> {
  await mkdir(options.folder, { recursive: true, mode: FOLDER_MODE });
  const lock = takeLock(options.folder);
  if (lock === undefined) return undefined;
  try {
    const found = await recover(options);
    return new FilesWriter(options, lock, found);
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Found {
  head: Head;
  runs: StoredRuns;
  anchor?: AuditAnchor;
  /** The file that is written, and its size. Absent for an empty log. */
  last?: { file: string; size: number };
}

class FilesWriter implements AuditWriter {
  head: Head;
  anchor: AuditAnchor | undefined;
  private readonly runs: StoredRuns;
  private last: { file: string; size: number } | undefined;
  private opened: { file: string; handle: FileHandle } | undefined;
  private hasFailed = false;

  constructor(
    private readonly options: FilesOptions,
    private readonly lock: FolderLock,
    { head, runs, anchor, last }: Found,
  ) {
    this.head = head;
    this.runs = runs;
    this.anchor = anchor;
    this.last = last;
  }

  get unreadable(): number {
    return this.runs.unreadable;
  }

  stored(runId: string): StoredRun | undefined {
    return this.runs.get(runId);
  }

  async append(entries: AuditEntry[]): Promise<void> {
    const [first] = entries;
    const last = entries.at(-1);
    if (first === undefined || last === undefined) return;
    this.checkLock();
    const isFull = this.last !== undefined && this.last.size >= this.options.rotateAtBytes;
    if (this.last === undefined || isFull)
      this.last = { file: fileOf(this.options.folder, first.seq), size: 0 };
    const bytes = Buffer.from(entries.map((entry) => `${logLine(entry)}\n`).join(''));
    await this.write(this.last, bytes);
    this.last = { file: this.last.file, size: this.last.size + bytes.length };
    for (const entry of entries) this.runs.add(entry);
    this.head = { seq: last.seq, hash: last.hash };
  }

  async appendAnchor(anchor: AuditAnchor): Promise<void> {
    this.checkLock();
    const handle = await open(anchorsFile(this.options.folder), 'a', MODE);
    try {
      await handle.appendFile(`${logLine(anchor)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (anchor.seq >= (this.anchor?.seq ?? 0)) this.anchor = anchor;
  }

  async close(): Promise<void> {
    await this.opened?.handle.close();
    this.opened = undefined;
    this.lock.release();
  }

  /** A failed write may have left a part of a line. Only opening the log again removes it. */
  private async write({ file, size }: { file: string; size: number }, bytes: Buffer): Promise<void> {
    const handle = await this.handleOf(file, size === 0);
    const { size: found } = await handle.stat();
    if (found !== size)
      throw new AuditLogTaken(`${file} has ${found} bytes, not ${size}: another program writes it`);
    try {
      await handle.appendFile(bytes);
      await handle.datasync();
    } catch (error) {
      this.hasFailed = true;
      throw error;
    }
  }

  private async handleOf(file: string, isNew: boolean): Promise<FileHandle> {
    if (this.opened?.file === file) return this.opened.handle;
    await this.opened?.handle.close();
    const handle = await open(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, MODE);
    this.opened = { file, handle };
    if (isNew) await syncFolder(this.options.folder);
    return handle;
  }

  private checkLock(): void {
    if (this.hasFailed) throw new AuditLogTaken(`${this.options.folder}: a write has failed`);
    if (this.lock.isLost())
      throw new AuditLogTaken(`${this.options.folder}: another auditor has taken the log over`);
  }
}

/** Finds the head and what is stored, from the newest file back to the first one that may still matter. */
async function recover(options: FilesOptions): Promise<Found> {
  const { folder, since, note } = options;
  const runs = new StoredRuns();
  const files = logFiles(folder);
  const newest = files.at(-1);
  if (newest !== undefined) await moveIncompleteLine(newest, note);
  await moveIncompleteLine(anchorsFile(folder), note);
  const anchor = await lastAnchor(folder);
  let head: Head | undefined;
  let next: AuditEntry | undefined;
  let size = 0;
  for (const file of files.toReversed()) {
    const found = await readFile(file, options.namespace, runs);
    if (found === undefined) continue;
    if (next && next.prev !== found.last.hash)
      throw new AuditLogDamaged(
        `${file} ends with entry ${found.last.seq}, which entry ${next.seq} does not follow`,
      );
    if (head === undefined) [head, size] = [{ seq: found.last.seq, hash: found.last.hash }, found.size];
    next = found.first;
    if (Date.parse(found.first.writtenAt) < since.getTime()) break;
  }
  if (anchor && anchor.seq > (head?.seq ?? 0))
    throw new AuditLogDamaged(
      `${folder}: the log ends with entry ${head?.seq ?? 0}, but its anchor names entry ${anchor.seq}`,
    );
  const last = newest !== undefined && head ? { file: newest, size } : undefined;
  return { head: head ?? EMPTY, runs, ...defined({ anchor, last }) };
}

interface ReadFile {
  first: AuditEntry;
  last: AuditEntry;
  size: number;
}

async function readFile(file: string, namespace: string, runs: StoredRuns): Promise<ReadFile | undefined> {
  let found: ReadFile | undefined;
  for await (const { text, where } of linesOf(file)) {
    const read = text === undefined ? { problem: 'is not UTF-8' } : readEntry(text);
    if ('problem' in read) throw new AuditLogDamaged(`${where}: the line ${read.problem}`);
    const { value: entry } = read;
    const size = (found?.size ?? 0) + Buffer.byteLength(text ?? '') + 1;
    if (hashOf(entry) !== entry.hash)
      throw new AuditLogDamaged(`${where}: the hash of entry ${entry.seq} does not match its content`);
    if (found && (entry.prev !== found.last.hash || entry.seq !== found.last.seq + 1))
      throw new AuditLogDamaged(`${where}: entry ${entry.seq} does not follow entry ${found.last.seq}`);
    if (entry.namespace !== namespace)
      throw new AuditLogDamaged(
        `${where}: this is the log of namespace '${entry.namespace}', and the auditor works for '${namespace}'`,
      );
    runs.add(entry);
    found = { first: found?.first ?? entry, last: entry, size };
  }
  return found;
}

/** Keeps what it moves: it may be evidence. */
async function moveIncompleteLine(file: string, note: (line: string) => void): Promise<void> {
  for await (const { bytes, offset, isWhole } of rawLines(file)) {
    if (isWhole) continue;
    const kept = `${file}.partial-${offset}-${Date.now()}`;
    await appendFile(kept, bytes, { mode: MODE });
    await truncate(file, offset);
    note(`${file}: the last line was incomplete. It was moved to ${kept}`);
  }
}

async function lastAnchor(folder: string): Promise<AuditAnchor | undefined> {
  let last: AuditAnchor | undefined;
  for await (const { text, where } of linesOf(anchorsFile(folder))) {
    const read = text === undefined ? { problem: 'is not UTF-8' } : readAnchor(text);
    if ('problem' in read) throw new AuditLogDamaged(`${where}: the anchor ${read.problem}`);
    if (read.value.seq >= (last?.seq ?? 0)) last = read.value;
  }
  return last;
}

/** A new file is safe against a power failure only when its folder is, too. Windows cannot open a folder. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
