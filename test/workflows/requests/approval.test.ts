import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import { startApproval, startTimeSkippingServer, withWorker } from '../../support/time-skipping';

const config: ConfigInput = {
  directory: { 'finance-team': ['ana', 'bo'], 'security-team': ['cy'] },
  policies: [
    {
      name: 'high_value',
      condition: (context) => context.amount > 10_000,
      approvers: ['finance-team'],
      expireAfter: '4h',
    },
  ],
  fallback: 'reject',
};

describe('an approval', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it('is approved by the update of one eligible person', () =>
    withWorker(env, config, async (queue) => {
      const request = await startApproval(env, queue);
      const verdict = await request.update({ decidedBy: 'ana', notes: 'looks right' });
      expect(verdict).toMatchObject({ outcome: 'accepted', status: 'approved', id: request.id });
      expect(await request.result()).toMatchObject({
        status: 'approved',
        decisions: [{ decision: 'approve', decidedBy: 'ana', transport: 'update', notes: 'looks right' }],
      });
    }));

  it('is approved by a signal', () =>
    withWorker(env, config, async (queue) => {
      const request = await startApproval(env, queue);
      await request.signal({ decidedBy: 'bo' });
      expect(await request.result()).toMatchObject({ status: 'approved', end: { by: 'people', name: 'bo' } });
    }));

  it('shares nothing with the other requests of its worker', () =>
    withWorker(env, config, async (queue) => {
      const [refused, rejected, cancelled] = [
        await startApproval(env, queue, { context: { amount: 20_001 } }),
        await startApproval(env, queue, { context: { amount: 20_002 } }),
        await startApproval(env, queue, { context: { amount: 20_003 } }),
      ];
      const decisionId = 'same-id';
      expect(await refused.update({ decidedBy: 'eve', decisionId })).toMatchObject({
        outcome: 'not_authorized',
      });
      expect(
        await rejected.update({ decision: 'reject', decidedBy: 'bo', reason: 'no', decisionId }),
      ).toMatchObject({
        outcome: 'accepted',
      });
      await cancelled.handle.cancel();
      expect(await refused.record()).toMatchObject({
        status: 'pending',
        context: { amount: 20_001 },
        decisions: [],
        refused: [{ by: 'eve' }],
      });
      expect(await refused.update({ decidedBy: 'ana', decisionId: 'other-id' })).toMatchObject({
        outcome: 'accepted',
      });
      expect(await cancelled.result()).toMatchObject({ status: 'cancelled', decisions: [], refusedCount: 0 });
      expect(await refused.result()).toMatchObject({ status: 'approved', decisions: [{ decidedBy: 'ana' }] });
      expect(await rejected.result()).toMatchObject({ status: 'rejected', refusedCount: 0 });
    }));

  it('expires after its four hours, and is not approved', () =>
    withWorker(env, config, async (queue) => {
      const request = await startApproval(env, queue);
      const record = await request.result();
      expect(record).toMatchObject({ status: 'expired', end: { by: 'system', name: 'high_value' } });
      expect(Date.parse(record.end?.at ?? '') - Date.parse(record.requestedAt)).toBe(4 * 3_600_000);
    }));
});
