import { ESCALATING, managersOn } from '../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal()));
afterAll(() => temporal?.stop());

test('an escalation during the resolution of the open one is opened again and not lost', async () => {
  const { escalations, runs } = managersOn(temporal);
  const { client } = temporal;
  await temporal.withWorker(
    () => escalations.checkEscalation('late', { confidence: 0.1 }, { escalate: true }),
    ESCALATING,
  );
  // Without a worker both wait, and a worker handles them together when it is back.
  const resolve = { resolvedBy: 'ana', action: 'continue', resolution: 'fine' };
  await client.workflow.getHandle('late-escalation-1').signal('resolve', resolve);
  await client.workflow.getHandle('late').signal('escalate', { level: 'executive', reason: 'it leaks' });
  await temporal.withWorker(async () => {
    await eventually(async () => (await runs.get('late')).escalations.length === 2, 20_000);
    const { escalations: both } = await runs.get('late');
    expect(both).toMatchObject([
      { id: 'late-escalation-1', status: 'resolved' },
      { id: 'late-escalation-2', status: 'pending', level: 'executive', reason: 'it leaks' },
    ]);
    const seen = await escalations.getEscalation('late-escalation-2');
    expect(seen).toMatchObject({ status: 'pending', assignees: ['eve'] });
    await runs.cancel('late', { cancelledBy: 'op' });
    await runs.wait('late', { timeout: '20s' });
  }, ESCALATING);
});
