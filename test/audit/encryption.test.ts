import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { sweepOnce } from '../../audit/auditor';
import { openFilesReader } from '../../audit/files/reader';
import { openFilesWriter } from '../../audit/files/writer';
import { entriesOf } from '../../audit/find';
import { verifyLog } from '../../audit/verify';
import { ApprovalManager, type EncryptionOptions } from '../../client';
import { connectClient } from '../../client/temporal/connect';
import type { AuditEntry } from '../../contract/audit';
import { createWorker } from '../../worker/create-worker';
import { auditKey, checkedBy } from '../support/audit-log';
import { encryptionKey } from '../support/encryption';
import { quietRuntime, runningWorker, WITHOUT_THREADS } from '../support/running-worker';
import { CONFIG, eventually, startTemporal } from '../support/temporal';
import { workflowBundle } from '../support/workflow-bundle';

const key = auditKey();

test('the log is in clear text; without the key an entry names it, and is replaced when the key is there', async () => {
  const encryption = { keys: [encryptionKey('2026-12')] };
  const temporal = await startTemporal();
  const folder = join(mkdtempSync(join(tmpdir(), 'audit-')), 'log');
  const { address, namespace, taskQueue } = temporal;
  const clientWith = (more: { encryption?: EncryptionOptions }) =>
    connectClient({ address, namespace, ...more });
  const [withKey, withoutKey] = [await clientWith({ encryption }), await clientWith({})];

  quietRuntime();
  const connection = await NativeConnection.connect({ address });
  const worker = await createWorker({
    ...{ config: CONFIG, connection, namespace, taskQueue, encryption },
    workflowBundle: await workflowBundle(),
    worker: { ...WITHOUT_THREADS, shutdownGraceTime: '1s' },
  });
  const running = runningWorker(worker, () => connection.close());
  await running
    .during(async () => {
      const manager = new ApprovalManager(withKey, { taskQueue });
      const content = { action: 'pay', context: { note: 'giraffe' }, requesterId: 'rita' };
      await manager.requestApproval({ id: 'secret', ...content });
      await manager.approve('secret', { decidedBy: 'ana', notes: 'walrus' });
    })
    .finally(() => running.stop());

  const sweepWith = (client: Client) =>
    sweepOnce({
      ...{ client, signer: key, everyMs: 50, anchorEveryMs: 60_000, note: () => {} },
      open: (options) => openFilesWriter({ ...options, folder, rotateAtBytes: 1e6 }),
    });
  const entries = async () => {
    const all: AuditEntry[] = [];
    for await (const entry of entriesOf(openFilesReader(folder).lines())) all.push(entry);
    return all;
  };
  await eventually(async () => (await sweepWith(withoutKey))?.seq === 1);
  const [unreadable] = await entries();
  expect(unreadable).toMatchObject({ id: 'secret', unreadable: expect.stringContaining("'2026-12'") });
  expect(JSON.stringify(unreadable)).not.toContain('giraffe');

  expect(await sweepWith(withKey)).toMatchObject({ stored: 1, unreadable: 0 });
  const [, record] = await entries();
  expect(record).toMatchObject({
    ...{ id: 'secret', replaces: 1 },
    record: { status: 'approved', context: { note: 'giraffe' }, decisions: [{ notes: 'walrus' }] },
  });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'audit-000000000001.jsonl')).mode & 0o777).toBe(0o600);
  expect((await verifyLog(openFilesReader(folder), { check: checkedBy(key) })).problems).toEqual([]);

  await Promise.all([withKey, withoutKey].map((client) => client.connection.close()));
  await temporal.stop();
  rmSync(folder, { recursive: true });
});
