import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

jest.setTimeout(300_000);
const MOST_UPDATES = 200;

describe('a flood of refused attempts', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => {
    // Temporal's default is 2,000.
    const limit = ['--dynamic-config-value', `history.maxTotalUpdates=${MOST_UPDATES}`];
    temporal = await startTemporal({ server: { extraArgs: limit } });
  });
  afterAll(() => temporal?.stop());

  const inBatches = async (count: number, attempt: (index: number) => Promise<unknown>) => {
    for (let start = 0; start < count; start += 100)
      await Promise.all(
        Array.from({ length: Math.min(100, count - start) }, (_, index) => attempt(start + index)),
      );
  };
  const requested = async () =>
    (
      await temporal.manager.requestApproval({
        action: 'pay',
        requesterId: 'agent-1',
        context: { amount: 15_000 },
      })
    ).id;

  it(
    'by 5,000 signals does not stop the real approver, and nothing of the request is lost',
    () =>
      temporal.withWorker(async () => {
        const id = await requested();
        const handle = temporal.client.workflow.getHandle(id);
        await inBatches(5_000, (index) =>
          handle.signal('decide', { decision: 'approve', decidedBy: `mallory-${index}` }),
        );
        expect(await temporal.manager.approve(id, { decidedBy: 'ana', patience: '2m' })).toMatchObject({
          outcome: 'accepted',
        });
        const record = await temporal.manager.waitForApproval(id);
        expect(record).toMatchObject({
          status: 'approved',
          refusedCount: 5_000,
          context: { amount: 15_000 },
        });
        expect(record.refused).toHaveLength(100);
        const { items } = await temporal.manager.listRequests({ status: 'approved', action: 'pay' });
        expect(items).toMatchObject([{ id, action: 'pay', requesterId: 'agent-1', status: 'approved' }]);
      }),
    180_000,
  );

  it(
    'continues in a new run, where the Temporal UI still shows the state of the request',
    () =>
      temporal.withWorker(async () => {
        const id = await requested();
        const handle = temporal.client.workflow.getHandle(id);
        await inBatches(2_050, (index) =>
          handle.signal('decide', { decision: 'approve', decidedBy: `mallory-${index}` }),
        );
        await eventually(async () => (await handle.describe()).historyLength < 100, 60_000);
        const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
        expect(metadata.currentDetails).toContain('finance-team');
        expect(metadata.currentDetails).toContain('and 2040 more');
        await temporal.manager.cancel(id, { cancelledBy: 'agent-1', patience: '2m' });
      }),
    180_000,
  );

  it(
    'by 28 signals of 1.9 MB, of names that nothing handles, does not fill its history until Temporal terminates it',
    () =>
      temporal.withWorker(async () => {
        const id = await requested();
        const handle = temporal.client.workflow.getHandle(id);
        const first = (await handle.describe()).runId;
        // Send only as fast as the worker reads: a workflow cannot take 50 MB in one burst.
        for (let sent = 0; sent < 28; sent++) {
          await handle.signal('unknown', 'x'.repeat(1_900_000));
          await handle.query('get');
        }
        expect((await handle.describe()).runId).not.toBe(first);
        expect(await temporal.manager.approve(id, { decidedBy: 'ana', patience: '1m' })).toMatchObject({
          outcome: 'accepted',
        });
        expect(await temporal.manager.waitForApproval(id)).toMatchObject({ status: 'approved' });
      }),
    180_000,
  );

  it(
    'by 300 updates, more than Temporal takes of a run, leaves a history no longer than its first 100',
    () =>
      temporal.withWorker(async () => {
        const id = await requested();
        const handle = temporal.client.workflow.getHandle(id);
        let answered = 0;
        const attempt = (index: number) =>
          handle
            .executeUpdate('decide', {
              args: [{ decision: 'approve', decidedBy: `mallory-${index}` }] as never,
            })
            .catch(() => undefined)
            .finally(() => answered++);
        for (let start = 0; start < MOST_UPDATES + 100; start += 10)
          await Promise.all(Array.from({ length: 10 }, (_, index) => attempt(start + index)));
        expect(answered).toBe(MOST_UPDATES + 100);
        expect(await temporal.manager.approve(id, { decidedBy: 'ana', patience: '2m' })).toMatchObject({
          outcome: 'accepted',
        });
        expect((await handle.fetchHistory()).events?.length).toBeLessThan(1_000);
      }),
    180_000,
  );
});
