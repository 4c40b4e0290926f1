import { startTemporal, type TemporalForTests } from '../../support/temporal';

describe('two people at once', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
  afterAll(() => temporal?.stop());

  it(
    'decide oppositely 100 times: one wins, and the verdict of the other says who decided and when',
    () =>
      temporal.withWorker(async () => {
        for (let round = 0; round < 100; round++) {
          const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
          const attempts = [
            () => temporal.manager.approve(id, { decidedBy: 'ana' }),
            () => temporal.manager.reject(id, { decidedBy: 'bo', reason: 'no' }),
          ];
          if (round % 2) attempts.reverse();
          const verdicts = await Promise.all(attempts.map((attempt) => attempt()));
          const [winner] = verdicts.filter(({ outcome }) => outcome === 'accepted');
          const [loser] = verdicts.filter(({ outcome }) => outcome === 'conflict');
          const record = await temporal.manager.waitForApproval(id);
          expect(winner?.status).toBe(record.status);
          expect(loser).toMatchObject({
            status: record.status,
            decidedBy: record.end?.name,
            decidedAt: record.end?.at,
          });
          expect(record.decisions).toHaveLength(1);
        }
      }),
    120_000,
  );

  it('click together by signals: one decision counts, and the other does not count in the next stage', () =>
    temporal.withWorker(async () => {
      for (let round = 0; round < 20; round++) {
        const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
        const handle = temporal.client.workflow.getHandle(id);
        await Promise.all(
          ['ana', 'bo', 'ana'].map((decidedBy) =>
            handle.signal('decide', { decision: 'approve', decidedBy }).catch(() => undefined),
          ),
        );
        expect((await temporal.manager.waitForApproval(id)).decisions).toHaveLength(1);
      }
    }));
});
