import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

/** Uses the real server: it records messages while no worker runs, and it keeps state across continue-as-new. */
describe('a confirmation, when things go wrong', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => (temporal = await startTemporal()));
  afterAll(() => temporal?.stop());

  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const request = async (more = {}) => {
    const input = { action: 'deploy', message: 'Deploy?', requesterId: 'ana', confirmValue: 'DEPLOY' };
    const { id } = await temporal.manager.requestConfirmation({ ...input, ...more });
    return { id, handle: temporal.client.workflow.getHandle(id) };
  };
  const approve = { decision: 'approve', decidedBy: 'ana', confirm: 'DEPLOY' };

  it('counts by when it arrived: in time though no worker ran, and late by half a second', async () => {
    const [inTime, late, wrong] = await Promise.all(
      ['a', 'b', 'c'].map((resource) => request({ resource, timeout: '1500ms' })),
    );
    await inTime?.handle.signal('decide', approve);
    await wrong?.handle.signal('decide', { ...approve, confirm: 'deploy' });
    await pause(2_000);
    await late?.handle.signal('decide', approve);
    await temporal.withWorker(async () => {
      const outcome = async (id = '') => temporal.manager.waitForApproval(id);
      expect(await outcome(inTime?.id)).toMatchObject({
        status: 'approved',
        decisions: [{ transport: 'signal' }],
      });
      expect(await outcome(late?.id)).toMatchObject({ status: 'expired', decisions: [] });
      expect(await outcome(wrong?.id)).toMatchObject({ status: 'expired', wrongValues: [{ by: 'ana' }] });
      expect(
        await temporal.manager.approve(late?.id ?? '', { decidedBy: 'ana', confirm: 'DEPLOY' }),
      ).toMatchObject({ outcome: 'expired' });
      expect(
        await temporal.manager.approve(late?.id ?? '', { decidedBy: 'ana', confirm: 'deploy' }),
      ).toMatchObject({ outcome: 'invalid', status: 'expired' });
    });
  });

  it(
    'is still a confirmation after a flood, with the wrong values counted so far',
    () =>
      temporal.withWorker(async () => {
        const { id, handle } = await request({ timeout: '10m' });
        for (let wrong = 0; wrong < 3; wrong++)
          await temporal.manager.approve(id, { decidedBy: 'ana', confirm: 'deploy' });
        for (let sent = 0; sent < 2_100; sent += 100)
          await Promise.all(
            Array.from({ length: 100 }, () => handle.signal('decide', { ...approve, decidedBy: 'mallory' })),
          );
        await eventually(async () => (await handle.describe()).historyLength < 100, 60_000);
        const patience = '30s';
        expect(
          await temporal.manager.approve(id, { decidedBy: 'ana', confirm: 'deploy', patience }),
        ).toMatchObject({
          outcome: 'invalid',
          message: expect.stringContaining('After one more wrong value'),
        });
        expect(
          await temporal.manager.approve(id, { decidedBy: 'ana', confirm: 'DEPLOY', patience }),
        ).toMatchObject({ outcome: 'accepted' });
        expect(await temporal.manager.waitForApproval(id)).toMatchObject({
          kind: 'confirmation',
          status: 'approved',
          refusedCount: 2_104,
        });
      }),
    180_000,
  );
});
