import type { DecisionMessage } from '../../../contract/decision';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

/*
 * mustReadAll in the Temporal UI: the details show what an approval must carry.
 */

let temporal: TemporalForTests;
beforeAll(async () => {
  temporal = await startTemporal();
});
afterAll(() => temporal?.stop());

test('a signal without the hash is refused in the record, and the JSON that the details show counts', () =>
  temporal.withWorker(
    async () => {
      const { manager, client } = temporal;
      const { id } = await manager.requestApproval({ action: 'pay', requesterId: 'agent' });
      const handle = client.workflow.getHandle(id);
      await handle.signal('decide', { decision: 'approve', decidedBy: 'ana' });
      await eventually(async () => (await manager.getRequest(id)).refused.length === 1);
      expect(await manager.getRequest(id)).toMatchObject({
        status: 'pending',
        refused: [{ by: 'ana', attempt: 'approve', outcome: 'invalid', transport: 'signal' }],
      });
      const bySdk = await manager.approve(id, { decidedBy: 'ana' });
      expect(bySdk).toMatchObject({
        outcome: 'invalid',
        message: expect.stringContaining('expected.contentHash'),
      });

      const { currentDetails = '' } = await handle.query<{ currentDetails?: string }>(
        '__temporal_workflow_metadata',
      );
      const [, json = ''] = /`(\{ "decision": "approve".*\})`/.exec(currentDetails) ?? [];
      const message = JSON.parse(json) as DecisionMessage;
      await handle.signal('decide', { ...message, decidedBy: 'ana' });
      expect((await manager.waitForApproval(id)).status).toBe('approved');
    },
    { policies: [{ name: 'whole', approvers: ['ana'], mustReadAll: true }] },
  ));
