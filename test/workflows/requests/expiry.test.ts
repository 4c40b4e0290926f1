import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import type { PolicyInput } from '../../../contract/config/policy';
import { startApproval, startTimeSkippingServer, withWorker } from '../../support/time-skipping';

function config(...policies: Partial<PolicyInput>[]): ConfigInput {
  return {
    policies: policies.map((policy, index) => ({ name: `policy_${index}`, approvers: ['ana'], ...policy })),
  };
}

describe('the deadline', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it('is the earliest of the policies, three days where none says', () =>
    withWorker(env, config({ expireAfter: '4 days' }, {}), async (queue) => {
      const request = await startApproval(env, queue);
      const record = await request.result();
      expect(record).toMatchObject({ status: 'expired', end: { name: 'policy_1' } });
      expect(Date.parse(record.expiresAt ?? '') - Date.parse(record.requestedAt)).toBe(3 * 86_400_000);
    }));

  it('rejects where its policy says so', () =>
    withWorker(env, config({ autoExpireHours: 2, onExpiry: 'reject' }), async (queue) => {
      const request = await startApproval(env, queue);
      expect(await request.result()).toMatchObject({ status: 'rejected', end: { by: 'system' } });
    }));

  it('approves only if every unmet policy says so', () =>
    withWorker(
      env,
      config({ expireAfter: '1h', onExpiry: 'approve' }, { expireAfter: '2h', approvers: ['bo'] }),
      async (queue) => {
        const unmet = await startApproval(env, queue);
        expect(await unmet.result()).toMatchObject({ status: 'expired' });
        const met = await startApproval(env, queue);
        await met.update({ decidedBy: 'bo' });
        expect(await met.result()).toMatchObject({
          status: 'approved',
          end: { by: 'system', name: 'policy_0' },
        });
      },
    ));

  it('does not move by what people try meanwhile', () =>
    withWorker(env, config({ expireAfter: '4h', quorum: 1 }), async (queue) => {
      const request = await startApproval(env, queue);
      await env.sleep('3h');
      await request.update({ decidedBy: 'mallory' });
      expect(await request.result()).toMatchObject({ status: 'expired', refused: [{ by: 'mallory' }] });
    }));
});
