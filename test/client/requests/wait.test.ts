import { InvalidInput, RequestNotFound, WaitTimeoutError } from '../../../client';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

const content = { action: 'transfer_funds', requesterId: 'user-1' };

describe('waitForApproval', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => {
    temporal = await startTemporal({ keepsWorker: true });
  });
  afterAll(() => temporal?.stop());
  const request = async () => (await temporal.manager.requestApproval(content)).id;

  test('returns when the request is decided', async () => {
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

  test('a timeout changes nothing', async () => {
    const id = await request();
    const started = Date.now();
    const waiting = temporal.manager.waitForApproval(id, { timeout: '300ms' });
    await expect(waiting).rejects.toThrow(WaitTimeoutError);
    await expect(waiting).rejects.toThrow(`${id}: still pending after 300ms`);
    expect(Date.now() - started).toBeLessThan(9_000);
    expect((await temporal.manager.getRequest(id)).status).toBe('pending');
  });

  test('a timeout of ten years does not end at once', async () => {
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

  test('a wait continues with the new run after a reset', async () => {
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
        namespace: temporal.namespace,
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

  test('wrong arguments are named', async () => {
    await expect(temporal.manager.waitForApproval('nobody')).rejects.toThrow(RequestNotFound);
    await expect(temporal.manager.waitForApproval('nobody', { timeout: 5 as never })).rejects.toThrow(
      InvalidInput,
    );
    await expect(temporal.manager.waitForApproval('nobody', { timeout: 5 as never })).rejects.toThrow(
      "write '5s'",
    );
  });
});
