import type { Client as PostgresClient } from 'pg';
import { AuditLogNotFound } from '../../contract/errors';
import type { LogLine } from '../../rules/audit/chain';
import type { RequestSearch } from '../../rules/audit/searched';
import type { AuditReader } from '../log';
import { connectPostgres, exists, indexedWord, searchable, type Tables, tablesOf } from './schema';

const ROWS = 200;

/**
 * Reads a log in PostgreSQL.
 *
 * @throws AuditLogNotFound when there is no such table
 * @throws InvalidInput when the database does not answer
 */
export async function openPostgresReader({
  url,
  table,
}: {
  url: string;
  table: string;
}): Promise<AuditReader> {
  const client = await connectPostgres(url);
  const tables = tablesOf(table);
  if (!(await exists(client, tables.entries))) {
    await client.end();
    throw new AuditLogNotFound(
      `${table}: there is no audit log in this database. Start an auditor, or correct audit.sink`,
    );
  }
  return {
    lines: (from) => linesBySeq(client, tables, table, from),
    linesAbout: (ids) =>
      linesBySeq(client, tables, table, 1, { condition: 'id = ANY($2) OR about = ANY($2)', values: [ids] }),
    linesBefore: (search) => linesBefore(client, tables, table, search),
    anchors: () => anchorLines(client, tables, table),
    close: () => client.end(),
  };
}

/** Which rows are read. Their values are numbered from $2. */
interface Rows {
  condition: string;
  values: unknown[];
}

async function* linesBySeq(
  client: PostgresClient,
  { entries }: Tables,
  table: string,
  from = 1,
  { condition, values }: Rows = { condition: 'true', values: [] },
): AsyncIterable<LogLine> {
  let next = String(from);
  for (;;) {
    const { rows } = await client.query<{ seq: string; line: string }>(
      `SELECT seq, line FROM ${entries} WHERE seq >= $1 AND (${condition}) ORDER BY seq LIMIT ${ROWS}`,
      [next, ...values],
    );
    for (const { seq, line } of rows) yield { text: line, where: `${table}, row ${seq}` };
    next = String(Number(rows.at(-1)?.seq) + 1);
    if (rows.length < ROWS) return;
  }
}

/** Requests that have the words, each from its beginning, and one of the names. */
async function* linesBefore(
  client: PostgresClient,
  { entries }: Tables,
  table: string,
  { before = Number.MAX_SAFE_INTEGER, words, names }: RequestSearch,
): AsyncIterable<LogLine> {
  const values = [
    words.length === 0 ? null : words.map((word) => `'${indexedWord(word)}':*`).join(' & '),
    names === undefined ? null : names.map(searchable),
  ];
  const text = `SELECT seq, line FROM ${entries}
    WHERE seq < $1 AND words IS NOT NULL AND ($2::text IS NULL OR words @@ $2::tsquery) AND ($3::text[] IS NULL OR names && $3)
    ORDER BY seq DESC LIMIT ${ROWS}`;
  let next = String(before);
  for (;;) {
    const { rows } = await client.query<{ seq: string; line: string }>(text, [next, ...values]);
    for (const { seq, line } of rows) yield { text: line, where: `${table}, row ${seq}` };
    next = rows.at(-1)?.seq ?? next;
    if (rows.length < ROWS) return;
  }
}

async function* anchorLines(
  client: PostgresClient,
  { anchors }: Tables,
  table: string,
): AsyncIterable<LogLine> {
  const { rows } = await client.query<{ seq: string; line: string }>(
    `SELECT seq, line FROM ${anchors} ORDER BY seq, at`,
  );
  for (const { seq, line } of rows) yield { text: line, where: `${table}_anchors, row ${seq}` };
}
