import { signedBy, signingKey, signingManager } from '../../support/signing';
import { startTemporal, type TemporalForTests } from '../../support/temporal';
import { cliAt } from './run-cli';

const desk = signingKey('desk-2026');
let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal();
  hitl = cliAt(temporal);
});
afterAll(() => temporal.stop());

test('where decisions must be signed, hitl approve is refused, and hitl show says why, and names the key', () =>
  temporal.withWorker(
    async () => {
      const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
      const refused = await hitl.text(['approve', id, '--as', 'ana']);
      expect(refused.code).toBe(4);
      const pending = (await hitl.text(['show', id])).stdout;
      expect(pending).toContain('only signed decisions count here');
      expect(pending).not.toContain('hitl approve');
      await signingManager(temporal, desk).approve(id, { decidedBy: 'ana', via: 'desk' });
      const { stdout } = await hitl.text(['show', id]);
      expect(stdout).toContain(
        'refused: ana tried to approve, by update from cli: not authorized. It is not signed',
      );
      expect(stdout).toContain('ana approved, by update from desk, signed with desk-2026');
      expect(JSON.parse((await hitl.text(['show', id, '-o', 'json'])).stdout)).toMatchObject({
        decisions: [{ decidedBy: 'ana', keyId: 'desk-2026' }],
      });
    },
    signedBy([desk]),
  ));
