import type { ConfigInput } from '../../../contract/config/config';
import { ESCALATING, managersOn } from '../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

const CONFIG: ConfigInput = {
  ...ESCALATING,
  agents: { worker: { step: () => ({ approvals: [{ key: 'pay', action: 'pay' }] }) } },
};

let temporal: TemporalForTests;
beforeAll(async () => {
  // A server that suggests a new run early, so that a few signals are a flood.
  const early = ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=200'];
  temporal = await startTemporal({ server: { extraArgs: early } });
});
afterAll(() => temporal?.stop());

test('cancelling a run reaches a child that has continued as new', () =>
  temporal.withWorker(async () => {
    const { runs } = managersOn(temporal);
    await runs.start({ agent: 'worker', id: 'flooded' });
    const child = temporal.client.workflow.getHandle('flooded-pay');
    await eventually(async () => (await runs.get('flooded')).approvals.length === 1);
    const first = (await child.describe()).runId;
    for (let sent = 0; sent < 300; sent += 50)
      await Promise.all(
        Array.from({ length: 50 }, () =>
          child.signal('decide', { decision: 'approve', decidedBy: 'mallory' }),
        ),
      );
    await eventually(async () => (await child.describe()).runId !== first, 30_000);
    await runs.cancel('flooded', { cancelledBy: 'op' });
    expect(await runs.wait('flooded', { timeout: '30s' })).toMatchObject({
      status: 'cancelled',
      approvals: [{ status: 'cancelled' }],
    });
    expect(await child.result()).toMatchObject({ status: 'cancelled', end: { by: 'run', name: 'flooded' } });
  }, CONFIG));
