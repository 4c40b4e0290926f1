import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFilesReader } from '../../audit/files/reader';
import { openFilesWriter } from '../../audit/files/writer';
import type { AuditWriter } from '../../audit/log';
import { makePack } from '../../audit/pack';
import { verifyLog } from '../../audit/verify';
import { verifyPack } from '../../rules/audit/pack';
import { anchorOf, auditBody, auditKey, chained, checkedBy } from '../support/audit-log';

const key = auditKey();
const notes: string[] = [];
const writers: AuditWriter[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  notes.length = 0;
});

afterEach(async () => {
  await Promise.all(writers.splice(0).map((writer) => writer.close()));
  rmSync(folder, { recursive: true });
});

async function openIfFree(more: { rotateAtBytes?: number; since?: Date; namespace?: string } = {}) {
  const options = { namespace: 'default', since: new Date(0), rotateAtBytes: 10_000, folder, ...more };
  const writer = await openFilesWriter({ ...options, note: (line) => void notes.push(line) });
  if (writer) writers.push(writer);
  return writer;
}

async function opened(...more: Parameters<typeof openIfFree>): Promise<AuditWriter> {
  const writer = await openIfFree(...more);
  if (writer === undefined) throw new Error('another writer has the log');
  return writer;
}

/** Stores these requests, one batch for each list. */
async function store(writer: AuditWriter, ...batches: number[][]): Promise<void> {
  for (const batch of batches)
    await writer.append(
      chained(
        key,
        batch.map((number) => auditBody(number)),
        writer.head,
      ),
    );
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const logFiles = () =>
  readdirSync(folder).filter((name) => name.startsWith('audit-') && name.endsWith('.jsonl'));
const verified = async () =>
  (await verifyLog(openFilesReader(folder), { check: checkedBy(key) })).problems.map(
    ({ problem }) => problem,
  );

test('a log that is opened again goes on where it ended, and knows what it has', async () => {
  const writer = await opened();
  await store(writer, numbers(1, 3), [4]);
  await writer.close();

  const again = await opened();
  expect(again.head).toEqual(writer.head);
  expect([again.stored('run-4'), again.stored('run-5')]).toEqual([{ seq: 4, isReadable: true }, undefined]);
  await store(again, [5]);
  expect(await verified()).toEqual([]);
  expect(statSync(join(folder, logFiles()[0] as string)).mode & 0o777).toBe(0o600);
});

test('a file that is full is followed by another, and the chain goes on over both', async () => {
  const writer = await opened({ rotateAtBytes: 4_096 });
  for (const number of numbers(1, 20)) await store(writer, [number]);
  const files = logFiles();
  expect(files.length).toBeGreaterThan(2);
  expect(files[0]).toBe('audit-000000000001.jsonl');
  expect(await verified()).toEqual([]);

  rmSync(join(folder, files[1] as string));
  expect(await verified()).toEqual(['missing']);
});

test('what was written before the retention is not read again', async () => {
  const writer = await opened({ rotateAtBytes: 4_096 });
  for (const number of numbers(1, 20)) await store(writer, [number]);
  await writer.close();
  const again = await opened({ since: new Date(auditBody(18).writtenAt) });
  expect([again.stored('run-20')?.seq, again.stored('run-1')]).toEqual([20, undefined]);
});

test('a line that a killed writer left incomplete is kept beside the log, and the entry is stored again', async () => {
  const writer = await opened();
  await store(writer, [1, 2]);
  await writer.close();
  const file = join(folder, logFiles()[0] as string);
  appendFileSync(file, '{"about":"half an ent');
  expect(await verified()).toEqual(['truncated']);

  const again = await opened();
  expect(notes).toEqual([
    expect.stringMatching(/the last line was incomplete. It was moved to .*\.partial-/),
  ]);
  const kept = readdirSync(folder).find((name) => name.includes('.partial-')) as string;
  expect(readFileSync(join(folder, kept), 'utf8')).toBe('{"about":"half an ent');
  await store(again, [3]);
  expect(await verified()).toEqual([]);
});

test('a writer adds nothing to a log that was changed or cut', async () => {
  const writer = await opened();
  await store(writer, numbers(1, 3));
  const [last] = chained(key, [auditBody(4)], writer.head);
  await writer.append([last as never]);
  await writer.appendAnchor(anchorOf(key, last as never));
  await writer.close();
  const file = join(folder, logFiles()[0] as string);
  const whole = readFileSync(file, 'utf8');

  writeFileSync(file, whole.replace('request-2', 'request-9'));
  await expect(opened()).rejects.toThrow(/audit-000000000001.jsonl:2: the hash of entry 2 does not match/);
  writeFileSync(file, whole.split('\n').slice(0, 3).join('\n').concat('\n'));
  await expect(opened()).rejects.toThrow('the log ends with entry 3, but its anchor names entry 4');
  expect(await verified()).toEqual(['truncated']);
  writeFileSync(file, whole);
  await expect(opened({ namespace: 'other' })).rejects.toThrow(/log of namespace 'default'/);
  expect((await opened()).head.seq).toBe(4);
});

describe('two writers', () => {
  test('one of them writes, and the other one takes over when it has ended', async () => {
    const first = await opened();
    expect(await openIfFree()).toBeUndefined();
    await first.close();
    expect(await openIfFree()).toBeDefined();
  });

  test('the lock of a process that has ended is taken over', async () => {
    writeFileSync(join(folder, 'writer.lock'), JSON.stringify({ host: 'elsewhere', pid: 1, token: 'a' }));
    expect(await openIfFree()).toBeUndefined();
    writeFileSync(
      join(folder, 'writer.lock'),
      JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1, token: 'a' }),
    );
    expect(await openIfFree()).toBeDefined();
  });

  test('a writer that has lost its lock writes nothing', async () => {
    const writer = await opened();
    await store(writer, [1]);
    writeFileSync(join(folder, 'writer.lock'), JSON.stringify({ host: 'elsewhere', pid: 1, token: 'a' }));
    await expect(store(writer, [2])).rejects.toThrow('another auditor has taken the log over');
    expect(await verified()).toEqual([]);
  });

  test('a writer notices that another program has written to its file', async () => {
    const writer = await opened();
    await store(writer, [1]);
    appendFileSync(join(folder, logFiles()[0] as string), 'x\n');
    await expect(store(writer, [2])).rejects.toThrow('another program writes it');
  });
});

describe('a pack', () => {
  const bodies = [
    auditBody(1),
    auditBody(2, { kind: 'notifications', id: 'request-3-notifications', about: 'request-3' }),
    auditBody(3),
    auditBody(4),
    auditBody(5, { kind: 'use', id: 'request-3-use', about: 'request-3' }),
    auditBody(6),
  ];

  async function packed(withAnchor: boolean) {
    const writer = await opened();
    const entries = chained(key, bodies);
    await writer.append(entries);
    if (withAnchor) await writer.appendAnchor(anchorOf(key, entries[4] as never));
    return makePack(openFilesReader(folder), 'request-3', [key.entry]);
  }

  test.each([
    ['the head', false, 6],
    ['an anchor', true, 5],
  ])('has all entries about a request, and proves them up to %s', async (_, withAnchor, end) => {
    const pack = await packed(withAnchor);
    expect(pack.entries.map(({ id }) => id)).toEqual([
      'request-3-notifications',
      'request-3',
      'request-3-use',
    ]);
    expect(pack.until.seq).toBe(end);
    expect(JSON.stringify(pack)).not.toContain('request-4');
    expect(verifyPack(JSON.parse(JSON.stringify(pack)), checkedBy(key)).problems).toEqual([]);
  });

  test('does not verify after a change of anything in it, or with another key', async () => {
    const pack = await packed(true);
    const [first, second, third] = pack.entries as [never, never, never];
    const changed = [
      { ...pack, entries: [first, third], id: 'request-4' },
      { ...pack, entries: [first, { ...(second as object), record: { status: 'rejected' } }, third] },
      { ...pack, proof: { ...pack.proof, digests: pack.proof.digests.slice(1) } },
      { ...pack, proof: { ...pack.proof, digests: pack.proof.digests.slice(0, -1) } },
      { ...pack, proof: { ...pack.proof, prev: 'f'.repeat(64) } },
      { ...pack, until: { ...pack.until, seq: 6 } },
      { ...pack, until: { ...pack.until, hash: 'f'.repeat(64) } },
      { ...pack, namespace: 'other' },
    ];
    for (const each of changed)
      expect(verifyPack(JSON.parse(JSON.stringify(each)), checkedBy(key)).problems).not.toEqual([]);
    expect(verifyPack(pack, checkedBy(auditKey())).problems[0]?.problem).toBe('wrong_signature');
  });
});
