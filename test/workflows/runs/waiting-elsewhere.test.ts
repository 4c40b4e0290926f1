import type { ConfigInput } from '../../../contract/config/config';
import { ESCALATING, managersOn } from '../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

const CONFIG: ConfigInput = { ...ESCALATING, runs: { idleTimeout: '3s' } };

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal()));
afterAll(() => temporal?.stop());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('an agent that waits for an approval made elsewhere is not idle, and has its whole time after the answer', () =>
  temporal.withWorker(async () => {
    const { escalations, runs } = managersOn(temporal);
    await escalations.checkEscalation('buyer', { confidence: 0.9 });
    const { id } = await temporal.manager.requestApproval({
      action: 'buy',
      requesterId: 'agent-1',
      runId: 'buyer',
    });
    await pause(7_000);
    expect(await temporal.manager.approve(id, { decidedBy: 'ana' })).toMatchObject({ outcome: 'accepted' });
    expect(await runs.get('buyer')).toMatchObject({ status: 'running' });
    expect(await runs.wait('buyer', { timeout: '20s' })).toMatchObject({
      status: 'cancelled',
      end: { error: { name: 'RunIdle' } },
    });
  }, CONFIG));

test('people who take longer than idleTimeout to resolve do not end the run by their answer', () =>
  temporal.withWorker(async () => {
    const { escalations, runs } = managersOn(temporal);
    const { escalationId = '' } = await escalations.checkEscalation(
      'asker',
      { confidence: 0.1 },
      { escalate: true },
    );
    await pause(4_000);
    const resolve = { resolvedBy: 'ana', action: 'continue', resolution: 'fine' } as const;
    await escalations.resolve(escalationId, resolve);
    await eventually(async () => (await runs.get('asker')).escalations[0]?.status === 'resolved');
    await pause(1_000);
    expect(await escalations.checkEscalation('asker', { confidence: 0.9 })).toMatchObject({
      shouldEscalate: false,
    });
  }, CONFIG));
