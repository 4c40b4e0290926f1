import type { AuditAnchor, AuditEntry } from '../contract/audit';
import type { LogLine } from '../rules/audit/chain';
import type { Head } from '../rules/audit/entry';
import type { RequestSearch } from '../rules/audit/searched';

/** Reads a log, also while an auditor writes it. */
export interface AuditReader {
  /** The entries, oldest first. @param from those before it may be left out. Default: the first */
  lines(from?: number): AsyncIterable<LogLine>;
  /**
   * The entries that name one of these ids, oldest first. There may be others among them.
   *
   * @param maxBytes how much of a log without an index is searched, newest first. Default: all
   */
  linesAbout(ids: readonly string[], maxBytes?: number): AsyncIterable<LogLine>;
  /** The entries before a number, newest first. An index leaves out those that the search does not want; files have none. */
  linesBefore(search: RequestSearch): AsyncIterable<LogLine>;
  /** The anchors that are kept beside the log, oldest first. */
  anchors(): AsyncIterable<LogLine>;
  close(): Promise<void>;
}

/** Writes a log. Only one writer of a log is open at a time, on all machines that can reach it. */
export interface AuditWriter {
  readonly head: Head;
  /** The latest anchor, if there is one. */
  readonly anchor: AuditAnchor | undefined;
  /** How many entries say that a record could not be read, and are not replaced. */
  readonly unreadable: number;
  /** What the log has about this run of a workflow. */
  stored(runId: string): StoredRun | undefined;
  /**
   * Stores entries that follow the head, all or none. When it returns they are on the disk.
   *
   * @throws AuditLogTaken when another writer has taken the log over: open it again
   */
  append(entries: AuditEntry[]): Promise<void>;
  /** Stores an anchor of the present head. Throws as `append`. */
  appendAnchor(anchor: AuditAnchor): Promise<void>;
  close(): Promise<void>;
}

/** The latest entry about one run of a workflow. */
export interface StoredRun {
  seq: number;
  isReadable: boolean;
}

/** How a writer opens a log. */
export interface OpenOptions {
  namespace: string;
  /** Runs that ended before this time are not looked up: Temporal no longer has them. */
  since: Date;
  /** Reports what was repaired. */
  note: (line: string) => void;
}
