import type { Client as PostgresClient } from 'pg';
import type { AuditAnchor, AuditEntry } from '../../contract/audit';
import { AuditLogDamaged, AuditLogTaken } from '../../contract/errors';
import { EMPTY, hashOf, type Head, logLine, readAnchor, readEntry } from '../../rules/audit/entry';
import { namesOfRequest, requestOf, searchedTextsOf } from '../../rules/audit/searched';
import type { AuditWriter, OpenOptions, StoredRun } from '../log';
import { StoredRuns } from '../stored-runs';
import { connectPostgres, createTables, indexedWord, searchable, type Tables, tablesOf } from './schema';

const ROWS = 200;

interface PostgresOptions extends OpenOptions {
  url: string;
  table: string;
}

/**
 * Opens a log in PostgreSQL for writing, or returns nothing while another auditor holds its advisory lock. The database gives
 * the lock to another auditor when the connection of this one ends.
 *
 * @throws AuditLogDamaged, InvalidInput when the database does not answer
 */
export async function openPostgresWriter(options: PostgresOptions): Promise<AuditWriter | undefined> {
  const client = await connectPostgres(options.url);
  const tables = tablesOf(options.table);
  try {
    if (!(await takeLock(client, tables))) {
      await client.end();
      return undefined;
    }
    await createTables(client, tables);
    return new PostgresWriter(client, tables, await recover(client, tables, options));
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

async function takeLock(client: PostgresClient, { lock }: Tables): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
    [lock],
  );
  return rows[0]?.taken === true;
}

interface Found {
  head: Head;
  runs: StoredRuns;
  anchor: AuditAnchor | undefined;
}

class PostgresWriter implements AuditWriter {
  head: Head;
  anchor: AuditAnchor | undefined;
  private readonly runs: StoredRuns;

  constructor(
    private readonly client: PostgresClient,
    private readonly tables: Tables,
    { head, runs, anchor }: Found,
  ) {
    this.head = head;
    this.runs = runs;
    this.anchor = anchor;
  }

  get unreadable(): number {
    return this.runs.unreadable;
  }

  stored(runId: string): StoredRun | undefined {
    return this.runs.get(runId);
  }

  async append(entries: AuditEntry[]): Promise<void> {
    const last = entries.at(-1);
    if (last === undefined) return;
    await this.alone(async () => {
      await insert(this.client, this.tables, entries);
    });
    for (const entry of entries) this.runs.add(entry);
    this.head = { seq: last.seq, hash: last.hash };
  }

  async appendAnchor(anchor: AuditAnchor): Promise<void> {
    await this.alone(async () => {
      const values = [anchor.seq, anchor.at, logLine(anchor)];
      await this.client.query(
        `INSERT INTO ${this.tables.anchors} (seq, at, line) VALUES ($1, $2, $3)`,
        values,
      );
    });
    if (anchor.seq >= (this.anchor?.seq ?? 0)) this.anchor = anchor;
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  /**
   * Runs `write` in a transaction in which no other auditor writes, and only if the head is still this writer's. So two writers
   * can never fork the chain, even if a proxy between them and the database has given the lock to both.
   */
  private async alone(write: () => Promise<void>): Promise<void> {
    const { entries, lock } = this.tables;
    await this.client.query('BEGIN');
    try {
      await this.client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [lock]);
      const { rows } = await this.client.query<{ seq: string; hash: string }>(
        `SELECT seq, hash FROM ${entries} ORDER BY seq DESC LIMIT 1`,
      );
      const { seq, hash } = rows[0] ?? EMPTY;
      if (Number(seq) !== this.head.seq || hash !== this.head.hash)
        throw new AuditLogTaken(
          `the log has entry ${seq}, and this auditor has written ${this.head.seq}: another one writes it`,
        );
      await write();
      await this.client.query('COMMIT');
    } catch (error) {
      await this.client.query('ROLLBACK').catch(() => {});
      throw error;
    }
  }
}

const COLUMNS = [
  ...['seq', 'hash', 'namespace', 'kind', 'id', 'about', 'run_id', 'is_readable'],
  ...['closed_at', 'written_at', 'action', 'requester', 'names', 'words', 'line'],
];

async function insert(
  client: PostgresClient,
  { entries: table }: Tables,
  entries: AuditEntry[],
): Promise<void> {
  const places = entries.map(
    (_, row) =>
      `(${COLUMNS.map((name, column) => placeOf(name, row * COLUMNS.length + column + 1)).join(', ')})`,
  );
  await client.query(
    `INSERT INTO ${table} (${COLUMNS.join(', ')}) VALUES ${places.join(', ')}`,
    entries.flatMap(valuesOf),
  );
}

function placeOf(name: string, number: number): string {
  return name === 'words' ? `array_to_tsvector($${number}::text[])` : `$${number}`;
}

function valuesOf(entry: AuditEntry): unknown[] {
  const { seq, hash, namespace, kind, id, about, runId, closedAt, writtenAt, record } = entry;
  const shown = (name: string) => {
    const value = record?.[name];
    return typeof value === 'string' ? searchable(value) : null;
  };
  return [
    ...[seq, hash, namespace, kind, searchable(id), about === undefined ? null : searchable(about), runId],
    ...[
      entry.unreadable === undefined,
      closedAt,
      writtenAt,
      shown('action'),
      shown('requesterId'),
      ...searchValues(entry),
      logLine(entry),
    ],
  ];
}

/** The names and the words by which a search finds a request. Other entries have none. */
function searchValues(entry: AuditEntry): (string[] | null)[] {
  const request = requestOf(entry);
  if (request === undefined) return [null, null];
  const words = searchedTextsOf(request)
    .words.split(' ')
    .filter((word) => word !== '');
  return [namesOfRequest(request).map(searchable), [...new Set(words.map(indexedWord))]];
}

/** Finds the head and what is stored, and checks that the entries since the retention form a chain. */
async function recover(client: PostgresClient, tables: Tables, options: PostgresOptions): Promise<Found> {
  const { entries, anchors } = tables;
  const runs = new StoredRuns();
  let last: AuditEntry | undefined;
  let from = await firstSince(client, tables, options.since);
  for (;;) {
    const { rows } = await client.query<{ seq: string; line: string }>(
      `SELECT seq, line FROM ${entries} WHERE seq >= $1 ORDER BY seq LIMIT ${ROWS}`,
      [from],
    );
    for (const { seq, line } of rows) {
      const where = `${options.table}, row ${seq}`;
      const read = readEntry(line);
      if ('problem' in read) throw new AuditLogDamaged(`${where}: the line ${read.problem}`);
      checkEntry(read.value, last, where, options.namespace);
      runs.add(read.value);
      last = read.value;
    }
    if (rows.length < ROWS || last === undefined) break;
    from = last.seq + 1;
  }
  const head = last ? { seq: last.seq, hash: last.hash } : EMPTY;
  const { rows } = await client.query<{ line: string }>(
    `SELECT line FROM ${anchors} ORDER BY seq DESC LIMIT 1`,
  );
  const anchor = rows[0] && readAnchor(rows[0].line);
  if (anchor && 'problem' in anchor)
    throw new AuditLogDamaged(`${options.table}: the latest anchor ${anchor.problem}`);
  if (anchor && anchor.value.seq > head.seq)
    throw new AuditLogDamaged(
      `${options.table}: the log ends with entry ${head.seq}, but its anchor names entry ${anchor.value.seq}`,
    );
  return { head, runs, anchor: anchor?.value };
}

/** The first entry that may still matter; else the last one, which the next entry must follow. */
async function firstSince(client: PostgresClient, { entries }: Tables, since: Date): Promise<number> {
  const { rows } = await client.query<{ first: string | null; last: string | null }>(
    `SELECT (SELECT min(seq) FROM ${entries} WHERE written_at >= $1) AS first, (SELECT max(seq) FROM ${entries}) AS last`,
    [since.toISOString()],
  );
  return Number(rows[0]?.first ?? rows[0]?.last ?? 0);
}

function checkEntry(
  entry: AuditEntry,
  before: AuditEntry | undefined,
  where: string,
  namespace: string,
): void {
  const { seq, prev, hash } = entry;
  if (hashOf(entry) !== hash)
    throw new AuditLogDamaged(`${where}: the hash of entry ${seq} does not match its content`);
  if (before && (prev !== before.hash || seq !== before.seq + 1))
    throw new AuditLogDamaged(`${where}: entry ${seq} does not follow entry ${before.seq}`);
  if (entry.namespace !== namespace)
    throw new AuditLogDamaged(
      `${where}: this is the log of namespace '${entry.namespace}', and the auditor works for '${namespace}'`,
    );
}
