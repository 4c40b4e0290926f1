import type { Client as PostgresClient } from 'pg';
import { InvalidInput } from '../../contract/errors';

/*
 * A log in PostgreSQL: one row for each entry, and one for each anchor. `line` holds the entry as it was signed; the other
 * columns are only for searching, and are not verified.
 */

/** The names of the tables of a log. */
export interface Tables {
  entries: string;
  anchors: string;
  /** The key of the advisory lock that the writer holds. */
  lock: string;
}

/** The tables of a log. @param table the name of the first, which may have a schema before it */
export function tablesOf(table: string): Tables {
  const parts = table.split('.');
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
  const own = parts.at(-1) ?? '';
  const named = (name: string) => [...parts.slice(0, -1), name].map(quoted).join('.');
  return { entries: named(own), anchors: named(`${own}_anchors`), lock: `temporal-hitl-audit:${table}` };
}

/** Creates the tables, if they are not there. A user who may only read and add rows can use tables that are there. */
export async function createTables(client: PostgresClient, { entries, anchors }: Tables): Promise<void> {
  if (await exists(client, anchors)) return;
  await client.query(`
    CREATE TABLE IF NOT EXISTS ${entries} (
      seq bigint PRIMARY KEY,
      hash text NOT NULL,
      namespace text NOT NULL,
      kind text NOT NULL,
      id text NOT NULL,
      about text,
      run_id text NOT NULL,
      is_readable boolean NOT NULL,
      closed_at timestamptz NOT NULL,
      written_at timestamptz NOT NULL,
      action text,
      requester text,
      names text[],
      words tsvector,
      line text NOT NULL,
      UNIQUE (namespace, run_id, is_readable)
    );
    CREATE INDEX IF NOT EXISTS ${indexName(entries, 'id')} ON ${entries} (id);
    CREATE INDEX IF NOT EXISTS ${indexName(entries, 'about')} ON ${entries} (about);
    CREATE INDEX IF NOT EXISTS ${indexName(entries, 'closed')} ON ${entries} (closed_at);
    CREATE INDEX IF NOT EXISTS ${indexName(entries, 'written')} ON ${entries} (written_at);
    CREATE INDEX IF NOT EXISTS ${indexName(entries, 'words')} ON ${entries} USING gin (words);
    CREATE INDEX IF NOT EXISTS ${indexName(entries, 'names')} ON ${entries} USING gin (names);
    CREATE TABLE IF NOT EXISTS ${anchors} (seq bigint NOT NULL, at timestamptz NOT NULL, line text NOT NULL);
  `);
}

/** Whether the table is there. */
export async function exists(client: PostgresClient, table: string): Promise<boolean> {
  const { rows } = await client.query<{ found: string | null }>('SELECT to_regclass($1) AS found', [table]);
  return rows[0]?.found != null;
}

function indexName(table: string, what: string): string {
  const own = table.split('.').at(-1) ?? table;
  return own.replace(/"$/, `_${what}"`);
}

/** PostgreSQL refuses this character in a text. In the line itself it is escaped. */
export function searchable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

/** PostgreSQL refuses a word of 2,046 bytes. */
const MAX_WORD = 200;

/** A word, of letters and digits, as the index has it. */
export function indexedWord(word: string): string {
  return word.slice(0, MAX_WORD).toWellFormed();
}

const TIMEOUTS = { connectionTimeoutMillis: 10_000, keepAlive: true };

/** Connects to the database. The package is loaded only here, because most deployments keep the log in files. */
export async function connectPostgres(url: string): Promise<PostgresClient> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: url, application_name: 'temporal-hitl-audit', ...TIMEOUTS });
  // Without a listener a lost connection would end the process. The next query fails, and the log is opened again.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    // The address may contain a password, so the message names none of it.
    throw new InvalidInput(`audit.sink.url: PostgreSQL does not answer (${(error as Error).message})`, {
      cause: error,
    });
  }
}
