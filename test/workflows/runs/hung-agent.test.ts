import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import type { StepAnswer, StepInput } from '../../../contract/step';
import { escalationBehind, LADDER, startedWorkflow, startRun } from '../../support/runs';
import { startTimeSkippingServer, withWorker } from '../../support/time-skipping';

describe('an agent that hangs', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());
  const triggers: ConfigInput['triggers'] = [
    { name: 'slow', type: 'time_exceeded', threshold: '10m', level: 'manager' },
  ];

  it('is escalated on time although an attached run reports nothing', () =>
    withWorker(env, { ...LADDER, triggers }, async (queue) => {
      const run = await startRun(env, queue);
      expect((await run.report({ confidence: 1 })).shouldEscalate).toBe(false);
      await env.sleep('11m');
      const { escalations, startedAt } = await run.record();
      expect(escalations).toMatchObject([{ level: 'manager', status: 'pending' }]);
      const after = Date.parse(escalations[0]?.startedAt ?? '') - Date.parse(startedAt);
      expect(after).toBeGreaterThanOrEqual(600_000);
      expect(after).toBeLessThan(660_000);
      await escalationBehind(env, `${run.id}-escalation-1`).resolve('di');
      await env.sleep('9m');
      expect((await run.record()).escalations).toHaveLength(1);
      await env.sleep('2m');
      expect((await run.record()).escalations).toHaveLength(2);
      await run.cancel();
      await run.result();
    }));

  it('does not count the time spent waiting for people as the agent’s time', async () => {
    const agent = ({ step }: StepInput): StepAnswer =>
      step === 1 ? { approvals: [{ key: 'a', action: 'pay', context: {} }] } : { done: true };
    await withWorker(env, { ...LADDER, triggers, agents: { worker: { step: agent } } }, async (queue) => {
      const run = await startRun(env, queue, { agent: 'worker' });
      const request = await startedWorkflow(env, `${run.id}-a`);
      await env.sleep('5h');
      await request.executeUpdate('decide', { args: [{ decision: 'approve', decidedBy: 'ana' }] });
      const record = await run.result();
      expect(record.escalations).toEqual([]);
      expect(record.waitedMs).toBeGreaterThan(4 * 3_600_000);
    });
  });
});
