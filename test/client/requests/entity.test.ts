import { NoMatchingPolicy, RequestFailed, RequestNotFound, UnreachableQuorum } from '../../../client';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
});
afterAll(() => temporal?.stop());

const content = {
  action: 'transfer_funds',
  resource: 'acc-1',
  description: 'rent',
  context: { amount: 1 },
  requesterId: 'user-1',
};
const request = async () => (await temporal.manager.requestApproval(content)).id;

describe('getRequest', () => {
  test('open, with a worker: all fields are known', async () => {
    await temporal.withWorker(async () => {
      const id = await request();
      await eventually(async () => (await temporal.manager.getRequest(id)).stage === 1);
      const record = await temporal.manager.getRequest(id);
      expect(record).toMatchObject({
        ...content,
        id,
        status: 'pending',
        needed: [{ count: 1, from: ['finance-team'], people: ['ana', 'bo'] }],
      });
      expect(record.unknown).toBeUndefined();
    });
  });

  test('open, and never planned by a worker: its content is known, the unknown fields are named', async () => {
    await temporal.stopWorker();
    const id = await request();
    const record = await temporal.manager.getRequest(id);
    expect(record).toMatchObject({
      ...content,
      id,
      kind: 'approval',
      status: 'pending',
      requestedAt: expect.stringContaining('T'),
    });
    expect(record.unknown).toEqual(
      expect.arrayContaining(['plan', 'needed', 'decisions', 'refused', 'expiresAt']),
    );
  });

  test('open, planned, without a worker: deadline and approvers are known too, within seconds', async () => {
    const id = await temporal.withWorker(async () => {
      const planned = await request();
      await eventually(async () => (await temporal.manager.getRequest(planned)).stage === 1);
      return planned;
    });
    await temporal.stopWorker();
    const started = Date.now();
    const record = await temporal.manager.getRequest(id);
    expect(Date.now() - started).toBeLessThan(9_000);
    expect(record.approvers?.sort()).toEqual(['ana', 'bo', 'finance-team']);
    expect(Date.parse(record.expiresAt ?? '') - Date.parse(record.requestedAt)).toBe(4 * 3_600_000);
    expect(record.unknown).not.toContain('expiresAt');
  });

  test('ended: its record, without a worker', async () => {
    const id = await request();
    await temporal.withWorker(() => temporal.manager.reject(id, { decidedBy: 'bo', reason: 'too much' }));
    await temporal.stopWorker();
    const record = await temporal.manager.getRequest(id);
    expect(record).toMatchObject({
      ...content,
      status: 'rejected',
      rejectionReason: 'too much',
      end: { by: 'people', name: 'bo' },
    });
    expect(record.plan?.matched).toMatchObject([{ policy: 'payments' }]);
    expect(record.unknown).toBeUndefined();
  });

  test('terminated in Temporal: cancelled by the operator, with the reason', async () => {
    await temporal.stopWorker();
    const id = await request();
    await temporal.client.workflow.getHandle(id).terminate('clean-up');
    const record = await temporal.manager.getRequest(id);
    expect(record).toMatchObject({
      ...content,
      status: 'cancelled',
      end: { by: 'operator', reason: 'terminated in Temporal: clean-up' },
    });
    expect(record.end?.name).toContain('@');
    expect(record.unknown).toContain('decisions');
    expect(await temporal.manager.waitForApproval(id)).toMatchObject({ status: 'cancelled' });
  });

  test('foreign workflows are not found', async () => {
    await expect(temporal.manager.getRequest('nobody')).rejects.toThrow(RequestNotFound);
    await temporal.client.workflow.start('somethingElse', { workflowId: 'other', taskQueue: 'nobody' });
    await expect(temporal.manager.getRequest('other')).rejects.toThrow(RequestNotFound);
  });
});

describe('waiting for a request that could not be planned throws the reason', () => {
  test('no policy and no fallback', async () => {
    const policies = [{ name: 'other', actions: ['delete_*'], approvers: ['ana'] }];
    await temporal.withWorker(
      async () => {
        const id = await request();
        await expect(temporal.manager.waitForApproval(id)).rejects.toThrow(NoMatchingPolicy);
        expect(await temporal.manager.getRequest(id)).toMatchObject({
          status: 'cancelled',
          end: { by: 'system' },
        });
      },
      { policies },
    );
  });

  test('a quorum that cannot be reached', async () => {
    const policies = [{ name: 'three', approvers: ['ana', 'bo'], quorum: 3 }];
    await temporal.withWorker(
      async () => {
        await expect(temporal.manager.waitForApproval(await request())).rejects.toThrow(UnreachableQuorum);
      },
      { policies },
    );
  });

  test('input that this client would not send', async () => {
    await temporal.withWorker(async () => {
      const { taskQueue } = temporal;
      await temporal.client.workflow.start('hitlApproval', {
        workflowId: 'by-hand',
        taskQueue,
        args: [{ content: { context: 3 } }],
      });
      await expect(temporal.manager.waitForApproval('by-hand')).rejects.toThrow(RequestFailed);
      expect(await temporal.manager.getRequest('by-hand')).toMatchObject({
        status: 'cancelled',
        end: { by: 'system' },
      });
    });
  });
});
