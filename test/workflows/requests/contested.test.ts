import type { ConfigInput } from '../../../contract/config/config';
import { costOf } from '../../support/budget';
import { shownHash, startTemporal, type TemporalForTests } from '../../support/temporal';

const config: ConfigInput = {
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [{ name: 'payments', approvers: ['finance-team'], expireAfter: '2s' }],
};

/** Uses the real server, which records when a signal arrives while no worker runs. */
describe('a decision while no worker runs', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => (temporal = await startTemporal()));
  afterAll(() => temporal?.stop());

  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const approve = { decision: 'approve', decidedBy: 'ana' };
  const requested = async () => {
    const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
    return temporal.client.workflow.getHandle(id);
  };

  it('counts if it arrived before the deadline, though the worker took it afterwards', async () => {
    const handle = await requested();
    await handle.signal('decide', approve);
    await pause(3000);
    await temporal.withWorker(async () => {
      const record = await temporal.manager.waitForApproval(handle.workflowId);
      expect(record).toMatchObject({
        status: 'approved',
        decisions: [{ decidedBy: 'ana', transport: 'signal' }],
      });
      expect(Date.parse(record.decisions[0]?.at ?? '')).toBeLessThan(Date.parse(record.expiresAt ?? ''));
    }, config);
  });

  it('counts in the same way with a directory function', async () => {
    const handle = await requested();
    await handle.signal('decide', approve);
    await pause(3000);
    const people = async (name: string) => (name === 'finance-team' ? ['ana', 'bo'] : undefined);
    await temporal.withWorker(
      async () => {
        const record = await temporal.manager.waitForApproval(handle.workflowId);
        expect(record).toMatchObject({ status: 'approved', decisions: [{ decidedBy: 'ana' }] });
      },
      { ...config, directory: people },
    );
  });

  it('counts though a comment came before it and another decision after the deadline', async () => {
    const longer: ConfigInput = {
      ...config,
      policies: [{ name: 'payments', approvers: ['finance-team'], expireAfter: '4s' }],
    };
    const handle = await requested();
    await temporal.withWorker(() => shownHash(temporal.manager, handle.workflowId), longer);
    await handle.signal('comment', { commentedBy: 'bo', text: 'Which invoice?' });
    await handle.signal('decide', approve);
    await pause(4500);
    await handle.signal('decide', { decision: 'reject', decidedBy: 'bo', reason: 'late' });
    await temporal.withWorker(async () => {
      const record = await temporal.manager.waitForApproval(handle.workflowId);
      expect(record).toMatchObject({ status: 'approved', decisions: [{ decidedBy: 'ana' }] });
    }, longer);
  });

  it('is expired if it arrived after the deadline, though a comment came before that', async () => {
    const handle = await requested();
    await handle.signal('comment', { commentedBy: 'bo', text: 'Which invoice?' });
    await pause(2500);
    await handle.signal('decide', approve);
    await temporal.withWorker(async () => {
      const record = await temporal.manager.waitForApproval(handle.workflowId);
      expect(record).toMatchObject({ status: 'expired', decisions: [] });
    }, config);
  });

  it('is expired if it arrived after the deadline, and nothing is approved', async () => {
    const handle = await requested();
    await pause(2500);
    await handle.signal('decide', approve);
    await temporal.withWorker(async () => {
      const record = await temporal.manager.waitForApproval(handle.workflowId);
      expect(record).toMatchObject({ status: 'expired', decisions: [] });
      expect(await temporal.manager.approve(handle.workflowId, { decidedBy: 'ana' })).toMatchObject({
        outcome: 'expired',
      });
    }, config);
  });

  it('is judged in the order of arrival, with another one on the other side of the deadline', async () => {
    const handle = await requested();
    await handle.signal('decide', { ...approve, decidedBy: 'mallory' });
    await pause(500);
    await handle.signal('decide', { decision: 'reject', decidedBy: 'bo', reason: 'no' });
    await pause(2500);
    await handle.signal('decide', approve);
    await temporal.withWorker(async () => {
      expect(await temporal.manager.waitForApproval(handle.workflowId)).toMatchObject({
        status: 'rejected',
        rejectionReason: 'no',
        decisions: [{ decidedBy: 'bo' }],
        refused: [{ by: 'mallory', outcome: 'not_authorized' }],
      });
    }, config);
  });

  it('costs one event and one action more when it is contested', async () => {
    const handle = await requested();
    await handle.signal('decide', approve);
    await pause(2500);
    await temporal.withWorker(() => handle.result(), config);
    const { events, actions } = await costOf(handle);
    expect(events).toBeLessThanOrEqual(15);
    expect(actions).toBeLessThanOrEqual(7);
  });

  it('is judged before the deadline ends the request, even if its timer has fired', async () => {
    const handle = await temporal.withWorker(async () => {
      const started = await requested();
      await started.query('get');
      return started;
    }, config);
    await handle.signal('decide', approve);
    await pause(3000);
    await temporal.withWorker(async () => {
      expect(await temporal.manager.waitForApproval(handle.workflowId)).toMatchObject({ status: 'approved' });
    }, config);
  });
});
