import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApprovalManager, InvalidInput, RequestNotFound, WaitTimeoutError } from '../../../client';
import { startDevServer } from '../../../worker/temporal/dev-server';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

const content = { action: 'transfer_funds', requesterId: 'user-1' };

describe('waitForApproval', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => {
    temporal = await startTemporal({ keepsWorker: true });
  });
  afterAll(() => temporal.stop());
  const request = async () => (await temporal.manager.requestApproval(content)).id;

  test('answers when it is decided', async () => {
    await temporal.withWorker(async () => {
      const id = await request();
      const waiting = temporal.manager.waitForApproval(id, { timeout: '30s' });
      await temporal.manager.approve(id, { decidedBy: 'ana' });
      expect(await waiting).toMatchObject({ id, status: 'approved', end: { by: 'people', name: 'ana' } });
      expect(await temporal.manager.waitForApproval(id, { timeout: '1s' })).toMatchObject({
        status: 'approved',
      });
    });
  });

  test('a time-out changes nothing', async () => {
    const id = await request();
    const started = Date.now();
    const waiting = temporal.manager.waitForApproval(id, { timeout: '300ms' });
    await expect(waiting).rejects.toThrow(WaitTimeoutError);
    await expect(waiting).rejects.toThrow(`${id}: still pending after 300ms`);
    expect(Date.now() - started).toBeLessThan(1_500);
    expect((await temporal.manager.getRequest(id)).status).toBe('pending');
  });

  test('a time-out of ten years does not end at once', async () => {
    const id = await request();
    const waiting = temporal.manager.waitForApproval(id, { timeout: '3650 days' });
    await temporal.withWorker(() => temporal.manager.approve(id, { decidedBy: 'ana' }));
    expect(await waiting).toMatchObject({ status: 'approved' });
  });

  test('an abort ends it with the reason of the signal', async () => {
    const id = await request();
    const controller = new AbortController();
    const waiting = temporal.manager.waitForApproval(id, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 100);
    await expect(waiting).rejects.toThrow('enough');
    await expect(temporal.manager.waitForApproval(id, { signal: controller.signal })).rejects.toThrow(
      'enough',
    );
  });

  test('a reset goes on with the new run', async () => {
    await temporal.withWorker(async () => {
      const id = await request();
      await eventually(async () => (await temporal.manager.getRequest(id)).stage === 1);
      const waiting = temporal.manager.waitForApproval(id);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const { client } = temporal;
      const workflowExecution = {
        workflowId: id,
        runId: (await client.workflow.getHandle(id).describe()).runId,
      };
      const target = {
        namespace: 'default',
        workflowExecution,
        workflowTaskFinishEventId: 3,
        requestId: id,
        reason: 'test',
      };
      await client.workflowService.resetWorkflowExecution(target as never);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await temporal.manager.approve(id, { decidedBy: 'bo' });
      expect(await waiting).toMatchObject({ status: 'approved', end: { name: 'bo' } });
    });
  });

  test('arguments that are wrong', async () => {
    await expect(temporal.manager.waitForApproval('nobody')).rejects.toThrow(RequestNotFound);
    await expect(temporal.manager.waitForApproval('nobody', { timeout: 5 as never })).rejects.toThrow(
      InvalidInput,
    );
    await expect(temporal.manager.waitForApproval('nobody', { timeout: 5 as never })).rejects.toThrow(
      "write '5s'",
    );
  });
});

describe('through a restart of Temporal on its file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hitl-wait-'));
  const dbFile = join(folder, 'temporal.db');
  afterAll(() => rmSync(folder, { recursive: true }));

  test('a wait goes on, a queued decision counts once, and an abort in between ends at once', async () => {
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
      'repeat it with the same decisionId',
    );
    const before = Date.now();
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    expect(Date.now() - before).toBeLessThan(500);
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
