import { startAuditor } from '../../audit/auditor';
import type { AuditWriter } from '../../audit/log';
import { openPostgresReader } from '../../audit/postgres/reader';
import { openPostgresWriter } from '../../audit/postgres/writer';
import { verifyLog } from '../../audit/verify';
import type { AuditBody, AuditEntry } from '../../contract/audit';
import type { RequestSearch } from '../../rules/audit/searched';
import { anchorOf, auditBody, auditKey, chained, checkedBy } from '../support/audit-log';
import { requestBody } from '../support/audit-requests';
import { type PostgresForTests, postgresPrograms, startPostgres } from '../support/postgres';
import { eventually, startTemporal } from '../support/temporal';

const isInstalled = postgresPrograms() !== undefined;
if (!isInstalled && process.env.CI) throw new Error('PostgreSQL is not installed: .ci/run installs it');
if (!isInstalled) console.warn('The tests of the audit log in PostgreSQL are left out: it is not installed.');

(isInstalled ? describe : describe.skip)('a log in PostgreSQL', () => {
  const key = auditKey();
  const writers: AuditWriter[] = [];
  let postgres: PostgresForTests;
  let table: string;
  let count = 0;

  beforeAll(async () => {
    postgres = await startPostgres();
  });

  afterAll(() => postgres.stop());

  beforeEach(() => {
    table = `log_${++count}`;
  });

  afterEach(() => Promise.all(writers.splice(0).map((writer) => writer.close().catch(() => {}))));

  async function openIfFree(more: { since?: Date; url?: string; namespace?: string } = {}) {
    const options = { namespace: 'default', since: new Date(0), url: postgres.url, table, note: () => {} };
    const writer = await openPostgresWriter({ ...options, ...more });
    if (writer) writers.push(writer);
    return writer;
  }

  async function opened(...more: Parameters<typeof openIfFree>): Promise<AuditWriter> {
    const writer = await openIfFree(...more);
    if (writer === undefined) throw new Error('another writer has the log');
    return writer;
  }

  async function store(writer: AuditWriter, ...bodies: AuditBody[]): Promise<AuditEntry[]> {
    const entries = chained(key, bodies, writer.head);
    await writer.append(entries);
    return entries;
  }

  async function verified(): Promise<string[]> {
    const reader = await openPostgresReader({ url: postgres.url, table });
    const { problems } = await verifyLog(reader, { check: checkedBy(key) });
    await reader.close();
    return problems.map(({ problem }) => problem);
  }

  test('finds requests by the beginnings of words and by names, newest first', async () => {
    const writer = await opened();
    const long = { description: `${'x'.repeat(4_000)} b\0b` };
    await store(
      writer,
      ...[requestBody(1), requestBody(2, { requesterId: 'eve', ...long }), requestBody(3), auditBody(4)],
      { ...requestBody(5), resetTo: 'run-6' },
    );
    const reader = await openPostgresReader({ url: postgres.url, table });
    const found = async (search: RequestSearch) => {
      const ids = [];
      for await (const { text = '' } of reader.linesBefore(search))
        ids.push((JSON.parse(text) as AuditEntry).seq);
      return ids;
    };
    expect(await found({ words: ['inv', 'an'] })).toEqual([3, 1]);
    expect(await found({ words: ['x'.repeat(300)] })).toEqual([2]);
    expect(await found({ words: [], names: ['eve', 'nobody'] })).toEqual([2]);
    expect(await found({ words: [], names: ['ana'], before: 3 })).toEqual([2, 1]);
    expect(await found({ words: ['voice'] })).toEqual([]);
    await reader.close();
  });

  test('an auditor goes on after a restart of the database', async () => {
    const temporal = await startTemporal();
    const { client, manager } = temporal;
    const ended = async (id: string) => {
      await manager.requestApproval({ id, action: 'pay', context: {}, requesterId: 'cy' });
      await client.workflow.getHandle(id).terminate('test');
    };
    const auditor = startAuditor({
      ...{ client, signer: key, everyMs: 50, anchorEveryMs: 60_000, note: () => {} },
      open: (options) => openPostgresWriter({ ...options, url: postgres.url, table }),
    });
    await ended('before');
    await eventually(async () => auditor.status().seq === 1);
    await postgres.restart();
    await ended('after');
    await eventually(async () => auditor.status().seq === 2);
    expect(auditor.status()).toMatchObject({ state: 'writing', stored: 2 });
    await auditor.stop();
    expect(await verified()).toEqual([]);
    await temporal.stop();
  });

  test('goes on where it ended, knows what it has, and verifies', async () => {
    const writer = await opened();
    await store(writer, auditBody(1), auditBody(2, { record: undefined as never, unreadable: 'no key' }));
    await writer.close();
    const again = await opened();
    expect([again.head.seq, again.stored('run-2'), again.unreadable]).toEqual([
      2,
      { seq: 2, isReadable: false },
      1,
    ]);
    const [last] = await store(again, auditBody(2, { replaces: 2 }));
    await again.appendAnchor(anchorOf(key, last as AuditEntry));
    expect([again.unreadable, again.anchor?.seq]).toEqual([0, 3]);
    expect(await verified()).toEqual([]);
  });

  test('a row that was changed, removed or cut from the end is found, and no auditor adds to it', async () => {
    const writer = await opened();
    const entries = await store(writer, auditBody(1), auditBody(2), auditBody(3));
    await writer.appendAnchor(anchorOf(key, entries[2] as AuditEntry));
    await writer.close();
    await postgres.query(`UPDATE ${table} SET line = replace(line, 'transfer', 'transfar') WHERE seq = 2`);
    expect(await verified()).toEqual(['changed']);
    await expect(opened()).rejects.toThrow(`${table}, row 2: the hash of entry 2 does not match its content`);
    await postgres.query(`DELETE FROM ${table} WHERE seq = 2`);
    expect(await verified()).toEqual(['missing']);
    await postgres.query(`DELETE FROM ${table} WHERE seq = 3`);
    expect(await verified()).toEqual(['truncated']);
    await expect(opened()).rejects.toThrow('ends with entry 1, but its anchor names entry 3');
  });

  test('only one auditor writes, and another one takes over when its connection ends', async () => {
    const first = await opened();
    await store(first, auditBody(1));
    expect(await openIfFree()).toBeUndefined();
    await postgres.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'temporal-hitl-audit'",
    );
    const second = await opened();
    await store(second, auditBody(2));
    await expect(store(first, auditBody(3))).rejects.toThrow();
    expect(await verified()).toEqual([]);
  });

  test('two writers that both believe they have the lock cannot fork the chain', async () => {
    const first = await opened();
    await store(first, auditBody(1));
    await postgres.query('SELECT 1');
    // As if a proxy had given the lock of one connection to another one.
    const second = await openPostgresWriter({
      ...{
        namespace: 'default',
        since: new Date(0),
        url: postgres.url,
        table: `public.${table}`,
        note: () => {},
      },
    });
    writers.push(second as AuditWriter);
    await store(second as AuditWriter, auditBody(2));
    await expect(store(first, auditBody(3))).rejects.toThrow(
      'the log has entry 2, and this auditor has written 1',
    );
    expect(await verified()).toEqual([]);
  });

  test('a user who may only read and add rows is enough, once the tables are there', async () => {
    await (await opened()).close();
    await postgres.query(`CREATE ROLE auditor_${count} LOGIN`);
    await postgres.query(`GRANT SELECT, INSERT ON ${table}, ${table}_anchors TO auditor_${count}`);
    const writer = await opened({ url: postgres.url.replace('test@', `auditor_${count}@`) });
    await store(writer, auditBody(1), auditBody(2));
    expect(await verified()).toEqual([]);
  });

  test('texts that PostgreSQL cannot store as they are do not stop it', async () => {
    const writer = await opened();
    await store(writer, auditBody(1, { id: 'a\0b', record: { action: 'x\0y', note: "'; DROP TABLE--" } }));
    expect(await verified()).toEqual([]);
  });

  test('a database that does not answer, or has no log, is named without its password', async () => {
    const url = 'postgres://user:secret@127.0.0.1:1/none';
    await expect(openPostgresReader({ url, table })).rejects.toThrow(
      /audit.sink.url: PostgreSQL does not answer/,
    );
    await expect(openPostgresReader({ url, table })).rejects.not.toThrow(/secret/);
    await expect(openPostgresReader({ url: postgres.url, table })).rejects.toThrow('there is no audit log');
  });
});
