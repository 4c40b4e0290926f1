import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { startAuditor, sweepOnce } from '../../audit/auditor';
import { openFilesReader } from '../../audit/files/reader';
import { openFilesWriter } from '../../audit/files/writer';
import { entriesOf } from '../../audit/find';
import { verifyLog } from '../../audit/verify';
import type { AuditEntry } from '../../contract/audit';
import { auditKey, checkedBy } from '../support/audit-log';
import { eventually, startTemporal, type TemporalForTests } from '../support/temporal';

const key = auditKey();
let temporal: TemporalForTests;
let folder: string;
const notes: string[] = [];

beforeAll(async () => {
  temporal = await startTemporal();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  notes.length = 0;
});

afterEach(() => rmSync(folder, { recursive: true }));

afterAll(() => temporal.stop());

const auditor = (client = temporal.client) => ({
  ...{ client, signer: key, everyMs: 50, anchorEveryMs: 60_000 },
  open: (options: { namespace: string; since: Date }) =>
    openFilesWriter({ ...options, folder, rotateAtBytes: 1e6, note: (line) => void notes.push(line) }),
  note: (line: string) => void notes.push(line),
});

/** A client that lacks the codec which this request was written with. */
function withoutCodec(id: string): Client {
  const fails = async (payloads: { data?: Uint8Array | null }[]) => {
    if (payloads.some(({ data }) => Buffer.from(data ?? []).includes(`"${id}"`)))
      throw new Error('no key for it');
    return payloads as never;
  };
  const { connection, options } = temporal.client;
  const codec = { encode: async (payloads: never) => payloads, decode: fails };
  return new Client({ connection, namespace: options.namespace, dataConverter: { payloadCodecs: [codec] } });
}

async function entries(): Promise<AuditEntry[]> {
  const all: AuditEntry[] = [];
  for await (const entry of entriesOf(openFilesReader(folder).lines())) all.push(entry);
  return all;
}

const problems = async () => (await verifyLog(openFilesReader(folder), { check: checkedBy(key) })).problems;

async function ended(...ids: string[]): Promise<void> {
  await temporal.withWorker(async () => {
    for (const id of ids) {
      await temporal.manager.requestApproval({ id, action: 'pay', context: {}, requesterId: 'pay-bot' });
      await temporal.manager.approve(id, { decidedBy: 'ana' });
    }
  });
}

test('a record that cannot be decoded is reported, stops no other, and is stored when it can be', async () => {
  await ended('first', 'hidden', 'last');
  await eventually(
    async () => (await sweepOnce(auditor(withoutCodec('hidden'))), (await entries()).length === 3),
  );
  const hidden = (await entries()).find(({ id }) => id === 'hidden');
  expect(hidden).toMatchObject({ kind: 'approval', unreadable: expect.stringContaining('no key for it') });
  expect(
    (await entries())
      .filter(({ record }) => record)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(['first', 'last']);

  await sweepOnce(auditor(withoutCodec('hidden')));
  expect((await entries()).length).toBe(3);
  expect(await sweepOnce(auditor())).toMatchObject({ stored: 1, unreadable: 0 });
  const [replacement] = (await entries()).slice(-1);
  expect(replacement).toMatchObject({ id: 'hidden', replaces: hidden?.seq, record: { status: 'approved' } });
  expect(await problems()).toEqual([]);
});

test('an auditor survives a log that it cannot write, and goes on when it can', async () => {
  await ended('waiting');
  const { open, ...others } = auditor();
  let isBroken = true;
  const running = startAuditor({
    ...others,
    open: async (options) => {
      if (isBroken) throw new Error('the disk is full');
      return open(options);
    },
  });
  await eventually(async () => running.status().state === 'failing');
  expect(running.status().error).toBe('the disk is full');
  isBroken = false;
  await eventually(async () => (await entries()).some(({ id }) => id === 'waiting'));
  await eventually(async () => running.status().state === 'writing');
  await running.stop();
  expect(running.status()).toMatchObject({ state: 'stopped', unreadable: 0 });
  expect(notes).toEqual(['audit: the disk is full', 'audit: the auditor works again']);
});

test('an entry that could not be stored as a whole is stored by the next turn', async () => {
  await ended('torn');
  const { open, ...others } = auditor();
  let failures = 0;
  const running = startAuditor({
    ...others,
    open: async (options) => {
      const log = await open(options);
      if (log === undefined || failures > 0) return log;
      const append = log.append.bind(log);
      log.append = async (batch) => {
        if (batch.length === 0 || failures++ > 0) return append(batch);
        throw new Error('EIO');
      };
      return log;
    },
  });
  await eventually(async () => (await entries()).some(({ id }) => id === 'torn'));
  await running.stop();
  expect(failures).toBe(1);
  expect(await problems()).toEqual([]);
});
