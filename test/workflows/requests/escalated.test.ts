import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import { escalationBehind, LADDER } from '../../support/runs';
import { startApproval, startTimeSkippingServer, withWorker } from '../../support/time-skipping';

const HOUR = 3_600_000;
const config: ConfigInput = {
  ...LADDER,
  policies: [
    {
      name: 'transfers',
      approvers: ['ana', 'bo'],
      expireAfter: '4h',
      onExpiry: 'escalate',
      escalateTo: 'manager',
    },
  ],
};

describe('a request whose deadline escalates', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it('opens an escalation once, and waits for the same span again; continued, it can still be approved', () =>
    withWorker(env, config, async (queue) => {
      const request = await startApproval(env, queue);
      const { expiresAt = '' } = await request.record();
      await env.sleep('241m');
      const escalated = await request.record();
      expect(escalated).toMatchObject({ status: 'pending', escalation: { id: `${request.id}-escalation` } });
      expect(Date.parse(escalated.expiresAt ?? '') - Date.parse(expiresAt)).toBe(4 * HOUR);
      const { searchAttributes } = await env.client.workflow.getHandle(request.id).describe();
      expect(searchAttributes.HitlExpiresAt).toEqual([new Date(escalated.expiresAt ?? '')]);
      const escalation = escalationBehind(env, `${request.id}-escalation`);
      expect(await escalation.record()).toMatchObject({
        level: 'manager',
        requestId: request.id,
        reason: expect.stringContaining('nobody decided in time about transfer_funds'),
      });
      expect(await escalation.resolve('di', 'modify', { modification: 1 })).toMatchObject({
        outcome: 'invalid',
      });
      await escalation.resolve('di', 'continue');
      await env.sleep('1h');
      expect(await request.record()).toMatchObject({
        status: 'pending',
        escalation: { action: 'continue', resolvedBy: 'di' },
      });
      expect(await request.update({ decidedBy: 'ana' })).toMatchObject({ outcome: 'accepted' });
      expect(await request.result()).toMatchObject({
        status: 'approved',
        end: { by: 'people', name: 'ana' },
      });
    }));

  it('is rejected when its escalation is resolved by abort, with the reason', () =>
    withWorker(env, config, async (queue) => {
      const request = await startApproval(env, queue);
      await request.record();
      await env.sleep('241m');
      await escalationBehind(env, `${request.id}-escalation`).resolve('di', 'abort');
      expect(await request.result()).toMatchObject({
        status: 'rejected',
        rejectionReason: 'looked at it',
        end: { by: 'people', name: 'di' },
      });
    }));

  it('is rejected when nobody acknowledges and the ladder ends by abort', () =>
    withWorker(env, config, async (queue) => {
      const request = await startApproval(env, queue);
      expect(await request.result()).toMatchObject({
        status: 'rejected',
        end: { by: 'system', name: 'finally' },
      });
    }));

  it('expires at the second deadline, and is not escalated twice', () =>
    withWorker(env, { ...config, escalation: { finally: 'wait' } }, async (queue) => {
      const request = await startApproval(env, queue);
      const record = await request.result();
      expect(record).toMatchObject({ status: 'expired', end: { by: 'system' } });
      expect(Date.parse(record.end?.at ?? '') - Date.parse(record.requestedAt)).toBe(8 * HOUR);
    }));
});
