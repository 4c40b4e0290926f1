import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import type { PolicyInput } from '../../../contract/config/policy';
import { startApproval, startTimeSkippingServer, withWorker } from '../../support/time-skipping';

const directory = { 'finance-team': ['ana', 'bo', 'agent-1'], 'security-team': ['cy', 'ana'] };

function policies(...all: Partial<PolicyInput>[]): ConfigInput {
  return {
    directory,
    policies: all.map((policy, index) => ({
      name: `policy_${index}`,
      approvers: ['finance-team'],
      ...policy,
    })),
  };
}

describe('who decides', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it('needs as many different people as the quorum says', () =>
    withWorker(env, policies({ quorum: 2 }), async (queue) => {
      const request = await startApproval(env, queue);
      expect(await request.update({ decidedBy: 'ana' })).toMatchObject({
        outcome: 'accepted',
        status: 'pending',
        needed: [{ policy: 'policy_0', count: 1, people: ['bo'] }],
      });
      expect(await request.update({ decidedBy: 'ana' })).toMatchObject({
        outcome: 'duplicate',
        decidedBy: 'ana',
      });
      expect(await request.update({ decidedBy: 'bo' })).toMatchObject({
        outcome: 'accepted',
        status: 'approved',
      });
    }));

  it('wants a different person for each entry of requireAll', () =>
    withWorker(
      env,
      policies({ approvers: ['finance-team', 'security-team'], requireAll: true }),
      async (queue) => {
        const request = await startApproval(env, queue);
        expect(await request.update({ decidedBy: 'ana' })).toMatchObject({
          outcome: 'accepted',
          status: 'pending',
        });
        expect(await request.update({ decidedBy: 'cy' })).toMatchObject({
          outcome: 'accepted',
          status: 'approved',
        });
      },
    ));

  it('refuses the requester, whatever team it is in, and says who may', () =>
    withWorker(env, policies({}), async (queue) => {
      const request = await startApproval(env, queue);
      const verdict = await request.update({ decidedBy: 'agent-1' });
      expect(verdict).toMatchObject({ outcome: 'not_authorized', status: 'pending' });
      expect(verdict.message).toContain('finance-team');
      expect((await request.record()).refused).toMatchObject([
        { by: 'agent-1', outcome: 'not_authorized', transport: 'update' },
      ]);
      await request.update({ decidedBy: 'bo' });
      expect(await request.result()).toMatchObject({ status: 'approved' });
    }));

  it('opens stage 2 when stage 1 is met, and no double click leaks into it', () =>
    withWorker(env, policies({ stage: 1 }, { stage: 2, approvers: ['security-team'] }), async (queue) => {
      const request = await startApproval(env, queue);
      expect(await request.update({ decidedBy: 'cy' })).toMatchObject({ outcome: 'not_authorized' });
      expect(await request.update({ decidedBy: 'ana' })).toMatchObject({
        outcome: 'accepted',
        status: 'pending',
        stage: 2,
      });
      expect(await request.update({ decidedBy: 'ana' })).toMatchObject({ outcome: 'duplicate' });
      expect(await request.update({ decidedBy: 'ana', expected: { stage: 2 } })).toMatchObject({
        status: 'approved',
      });
    }));

  it('rejects by one rejection, with its reason, and an approval may turn into one', () =>
    withWorker(env, policies({ quorum: 2 }), async (queue) => {
      const request = await startApproval(env, queue);
      await request.update({ decidedBy: 'ana' });
      expect(await request.update({ decision: 'reject', decidedBy: 'ana' })).toMatchObject({
        outcome: 'invalid',
      });
      expect(
        await request.update({ decision: 'reject', decidedBy: 'ana', reason: 'wrong vendor' }),
      ).toMatchObject({
        outcome: 'accepted',
        status: 'rejected',
      });
      expect(await request.result()).toMatchObject({
        status: 'rejected',
        rejectionReason: 'wrong vendor',
        end: { name: 'ana' },
      });
    }));

  it('asks nobody where a policy denies, or allows', () =>
    withWorker(
      env,
      {
        policies: [
          { name: 'never', effect: 'deny', actions: ['drop_*'], reason: 'not by agents' },
          { name: 'harmless', effect: 'allow', actions: ['read_*', 'drop_*'] },
        ],
      },
      async (queue) => {
        const denied = await startApproval(env, queue, { action: 'drop_table' });
        expect(await denied.result()).toMatchObject({
          status: 'rejected',
          rejectionReason: 'not by agents',
          end: { by: 'policy', name: 'never' },
        });
        const allowed = await startApproval(env, queue, { action: 'read_row' });
        expect(await allowed.result()).toMatchObject({
          status: 'approved',
          end: { by: 'policy', name: 'harmless' },
        });
        const unknown = await startApproval(env, queue, { action: 'write_row' });
        expect(await unknown.result()).toMatchObject({
          status: 'cancelled',
          end: { error: { name: 'NoMatchingPolicy' } },
        });
      },
    ));

  it('fails at once when the eligible people cannot reach the quorum', () =>
    withWorker(env, policies({ approvers: ['ana'], quorum: 2 }), async (queue) => {
      const request = await startApproval(env, queue);
      expect(await request.result()).toMatchObject({
        status: 'cancelled',
        end: { by: 'system', error: { name: 'UnreachableQuorum' } },
      });
    }));

  it('is cancelled by its requester, its run and operators, and by nobody else', () =>
    withWorker(env, { ...policies({}), operators: ['cy'] }, async (queue) => {
      for (const cancelledBy of ['agent-1', 'run-7', 'cy']) {
        const request = await startApproval(env, queue, { runId: 'run-7' });
        expect(await request.cancel('ana')).toMatchObject({ outcome: 'not_authorized' });
        expect(await request.cancel(cancelledBy, 'no longer needed')).toMatchObject({
          outcome: 'accepted',
          status: 'cancelled',
        });
        expect(await request.result()).toMatchObject({
          status: 'cancelled',
          end: { name: cancelledBy, reason: 'no longer needed' },
        });
      }
    }));
});
