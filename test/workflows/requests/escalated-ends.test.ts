import { EscalationManager } from '../../../client';
import type { PolicyInput } from '../../../contract/config/policy';
import { LADDER } from '../../support/runs';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

describe('the escalation of a request', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => (temporal = await startTemporal()));
  afterAll(() => temporal?.stop());

  // The time-skipping server leaves children as they are when their parent closes.
  it('ends with its request, and says so to whoever comes late', async () => {
    const quick: PolicyInput = { name: 'quick', approvers: ['ana'], expireAfter: '2s', onExpiry: 'escalate' };
    await temporal.withWorker(
      async () => {
        const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent' });
        expect(await temporal.manager.waitForApproval(id)).toMatchObject({ status: 'expired' });
        const escalations = new EscalationManager(temporal.client);
        expect(await escalations.waitForResolution(`${id}-escalation`)).toMatchObject({
          status: 'cancelled',
          cancelled: { by: 'run', name: id },
        });
        expect(
          await escalations.resolve(`${id}-escalation`, {
            resolvedBy: 'ana',
            action: 'continue',
            resolution: 'ok',
          }),
        ).toMatchObject({ outcome: 'cancelled' });
      },
      { ...LADDER, policies: [quick] },
    );
  });
});
