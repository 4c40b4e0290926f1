import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApprovalManager } from '../../../client';
import { startDevServer } from '../../../worker/temporal/dev-server';
import { startTemporal } from '../../support/temporal';

const content = { action: 'transfer_funds', requesterId: 'user-1' };

describe('through a restart of Temporal on its file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hitl-wait-'));
  const dbFile = join(folder, 'temporal.db');
  afterAll(() => rmSync(folder, { recursive: true }));

  test('a wait continues, a queued decision counts once, and an abort ends a wait at once', async () => {
    const first = await startTemporal({ server: { dbFile } });
    const port = Number(first.address.split(':')[1]);
    const { manager } = first;
    const { id } = await manager.requestApproval(content);
    const other = await ApprovalManager.connect({ address: first.address, taskQueue: first.taskQueue });
    const waiting = manager.waitForApproval(id, { timeout: '1m' });
    const controller = new AbortController();
    const aborted = other.waitForApproval(id, { signal: controller.signal });
    aborted.catch(() => {});
    expect(await manager.approve(id, { decidedBy: 'ana', patience: '1s' })).toMatchObject({
      outcome: 'queued',
    });

    await first.server.stop();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await expect(manager.approve(id, { decidedBy: 'bo', patience: '1s' })).rejects.toThrow(
      'Repeat it with the same decisionId',
    );
    const before = Date.now();
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    expect(Date.now() - before).toBeLessThan(9_000);
    await other.close();

    const inBetween = manager.approve(id, { decidedBy: 'bo', patience: '30s' });
    const second = await startDevServer({ port, headless: true, dbFile });
    try {
      expect(await first.withWorker(() => waiting)).toMatchObject({
        status: 'approved',
        end: { name: 'ana' },
        decisions: [{ decidedBy: 'ana' }],
      });
      expect(await inBetween).toMatchObject({ outcome: 'superseded', decidedBy: 'ana' });
      await new Promise((resolve) => setTimeout(resolve, 3_000));
    } finally {
      await first.stop();
      await second.stop();
    }
  });
});
