import { RequestNotFound } from '../../../client';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => {
  const extraArgs = ['--dynamic-config-value', 'frontend.WorkflowPauseEnabled=true'];
  temporal = await startTemporal({ keepsWorker: true, server: { extraArgs } });
});
afterAll(() => temporal?.stop());

const request = async (more = {}) =>
  (await temporal.manager.requestApproval({ action: 'transfer_funds', requesterId: 'user-1', ...more })).id;

async function eventsOf(id: string, field: string): Promise<number> {
  const { events } = await temporal.client.workflow.getHandle(id).fetchHistory();
  return (events ?? []).filter((event) => field in event && (event as never)[field]).length;
}

describe('with a worker', () => {
  test('a decision that counts is accepted, by one update and no signal', async () => {
    await temporal.withWorker(async () => {
      // A worker's first task takes longest. On a busy machine it may take longer than the time before the Signal follows.
      await temporal.manager.approve(await request(), { decidedBy: 'ana' });
      const id = await request();
      const verdict = await temporal.manager.approve(id, { decidedBy: 'ana', notes: 'ok' });
      expect(verdict).toMatchObject({ outcome: 'accepted', status: 'approved', id });
      expect(await eventsOf(id, 'workflowExecutionSignaledEventAttributes')).toBe(0);
      const record = await temporal.manager.getRequest(id);
      expect(record.decisions).toMatchObject([
        { decidedBy: 'ana', notes: 'ok', via: 'sdk', transport: 'update' },
      ]);
      expect(record.decisions[0]?.decisionId).toBeDefined();
    });
  });

  test('after the end the verdict comes from the record', async () => {
    await temporal.withWorker(async () => {
      const id = await request();
      await temporal.manager.approve(id, { decidedBy: 'ana' });
      const { manager } = temporal;
      expect(await manager.approve(id, { decidedBy: 'ana' })).toMatchObject({
        outcome: 'duplicate',
        decidedBy: 'ana',
      });
      expect(await manager.approve(id, { decidedBy: 'bo' })).toMatchObject({
        outcome: 'superseded',
        decidedBy: 'ana',
      });
      expect(await manager.reject(id, { decidedBy: 'bo', reason: 'x' })).toMatchObject({
        outcome: 'conflict',
        status: 'approved',
      });
      expect(await manager.reject(id, { decidedBy: 'bo' })).toMatchObject({ outcome: 'invalid' });
      expect(await manager.approve(id, { decidedBy: 'eve' })).toMatchObject({ outcome: 'not_authorized' });
      expect(await manager.cancel(id, { cancelledBy: 'user-1' })).toMatchObject({ outcome: 'conflict' });
    });
  });

  test('refused while open: not an approver, the requester, no reason, another stage', async () => {
    await temporal.withWorker(async () => {
      const id = await request({ requesterId: 'bo' });
      const { manager } = temporal;
      expect(await manager.approve(id, { decidedBy: 'eve' })).toMatchObject({
        outcome: 'not_authorized',
        status: 'pending',
      });
      expect(await manager.approve(id, { decidedBy: 'bo' })).toMatchObject({ outcome: 'not_authorized' });
      expect(await manager.reject(id, { decidedBy: 'ana' })).toMatchObject({ outcome: 'invalid' });
      expect(await manager.approve(id, { decidedBy: 'ana', stage: 2 })).toMatchObject({
        outcome: 'superseded',
      });
      expect(
        await manager.approve(id, { decidedBy: 'ana', expected: { contentHash: 'other' } }),
      ).toMatchObject({ outcome: 'superseded' });
      expect((await manager.getRequest(id)).refusedCount).toBe(5);
    });
  });

  test('malformed is invalid and is not sent', async () => {
    await temporal.withWorker(async () => {
      const id = await request();
      const verdict = await temporal.manager.approve(id, { decidedBy: '' });
      expect(verdict).toMatchObject({
        outcome: 'invalid',
        status: 'pending',
        message: expect.stringContaining('decidedBy'),
      });
    });
  });

  test('a cancellation by the requester, and all attempts after it', async () => {
    await temporal.withWorker(async () => {
      const id = await request();
      const { manager } = temporal;
      expect(await manager.cancel(id, { cancelledBy: 'eve' })).toMatchObject({ outcome: 'not_authorized' });
      expect(await manager.cancel(id, { cancelledBy: 'user-1', reason: 'typo' })).toMatchObject({
        outcome: 'accepted',
        status: 'cancelled',
      });
      expect(await manager.cancel(id, { cancelledBy: 'user-1' })).toMatchObject({ outcome: 'duplicate' });
      expect(await manager.cancel(id, { cancelledBy: 'olga' })).toMatchObject({ outcome: 'cancelled' });
      expect(await manager.approve(id, { decidedBy: 'ana' })).toMatchObject({ outcome: 'cancelled' });
    });
  });

  test('ten at once: one is accepted', async () => {
    await temporal.withWorker(async () => {
      const id = await request();
      const verdicts = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          temporal.manager.approve(id, { decidedBy: index % 2 ? 'ana' : 'bo' }),
        ),
      );
      expect(verdicts.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
      expect(verdicts.map(({ outcome }) => outcome).sort()[9]).toMatch(/duplicate|superseded/);
    });
  });
});

describe('with no worker', () => {
  beforeEach(() => temporal.stopWorker());

  test('it is queued, and counts once when a worker is back', async () => {
    const id = await request();
    const started = Date.now();
    const verdict = await temporal.manager.approve(id, { decidedBy: 'ana', patience: '1500ms' });
    expect(verdict).toMatchObject({ outcome: 'queued', status: 'pending', id });
    expect(Date.now() - started).toBeLessThan(9_000);
    expect(await eventsOf(id, 'workflowExecutionSignaledEventAttributes')).toBe(1);
    const record = await temporal.withWorker(() => temporal.manager.waitForApproval(id));
    expect(record).toMatchObject({ status: 'approved', decisions: [{ decidedBy: 'ana' }], refusedCount: 0 });
  });

  test('a cancellation too', async () => {
    const id = await request();
    expect(await temporal.manager.cancel(id, { cancelledBy: 'user-1', patience: '1s' })).toMatchObject({
      outcome: 'queued',
    });
    const record = await temporal.withWorker(() => temporal.manager.waitForApproval(id));
    expect(record).toMatchObject({ status: 'cancelled', end: { by: 'requester', name: 'user-1' } });
  });

  test.each(['approve', 'cancel'] as const)(
    'a worker that comes back in time still gives the verdict of %s',
    async (verb) => {
      const id = await request();
      const sentAt = Date.now();
      const pending =
        verb === 'approve'
          ? temporal.manager.approve(id, { decidedBy: 'ana', patience: '30s' })
          : temporal.manager.cancel(id, { cancelledBy: 'user-1', patience: '30s' });
      await eventually(async () => (await eventsOf(id, 'workflowExecutionSignaledEventAttributes')) === 1);
      // The update alone has two seconds: on a busy server the signal would double the work.
      expect(Date.now() - sentAt).toBeGreaterThan(1_990);
      await temporal.withWorker(async () => {
        expect(await pending).toMatchObject({ outcome: 'accepted' });
        expect((await temporal.manager.getRequest(id)).refusedCount).toBe(0);
      });
    },
  );

  test('even with very short patience, it is delivered before it is queued', async () => {
    const id = await request();
    expect(await temporal.manager.approve(id, { decidedBy: 'ana', patience: '1ms' })).toMatchObject({
      outcome: 'queued',
    });
    expect(await eventsOf(id, 'workflowExecutionSignaledEventAttributes')).toBe(1);
  });

  test('ended in Temporal: cancelled', async () => {
    const id = await request();
    await temporal.client.workflow.getHandle(id).terminate('enough');
    expect(await temporal.manager.approve(id, { decidedBy: 'ana' })).toMatchObject({
      outcome: 'cancelled',
      status: 'cancelled',
    });
  });
});

test('a paused request keeps the decision and counts it when it is unpaused', async () => {
  await temporal.withWorker(async () => {
    const id = await request();
    await eventually(async () => (await temporal.manager.getRequest(id)).plan !== undefined);
    const { workflowService } = temporal.client.connection;
    const target = { namespace: temporal.namespace, workflowId: id, identity: 'test', reason: 'test' };
    await workflowService.pauseWorkflowExecution(target);
    const started = Date.now();
    const verdict = await temporal.manager.approve(id, { decidedBy: 'ana', patience: '3s' });
    expect(verdict).toMatchObject({ outcome: 'queued', status: 'pending' });
    expect(Date.now() - started).toBeLessThan(9_000);
    await workflowService.unpauseWorkflowExecution(target);
    expect(await temporal.manager.waitForApproval(id)).toMatchObject({
      status: 'approved',
      decisions: [{ decidedBy: 'ana' }],
    });
  });
});

test('nothing is sent to an unknown id or to the id of another workflow', async () => {
  await expect(temporal.manager.approve('nobody', { decidedBy: 'ana' })).rejects.toThrow(RequestNotFound);
  await temporal.client.workflow.start('somethingElse', { workflowId: 'other', taskQueue: 'nobody' });
  await expect(temporal.manager.approve('other', { decidedBy: 'ana' })).rejects.toThrow('somethingElse');
  await expect(temporal.manager.cancel('other', { cancelledBy: 'ana' })).rejects.toThrow(RequestNotFound);
  expect(await eventsOf('other', 'workflowExecutionSignaledEventAttributes')).toBe(0);
});
