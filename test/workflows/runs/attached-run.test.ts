import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import { escalationBehind, LADDER, startRun } from '../../support/runs';
import { startTimeSkippingServer, withWorker } from '../../support/time-skipping';

describe('an attached agent run', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());
  const triggers: ConfigInput['triggers'] = [
    { name: 'low_confidence', type: 'confidence_low', threshold: 0.5, level: 'human_review' },
    { name: 'cost', type: 'cost_exceeded', threshold: 100, level: 'manager' },
  ];

  it('answers each report for itself and creates nothing, until it is told to escalate', () =>
    withWorker(env, { ...LADDER, triggers }, async (queue) => {
      const run = await startRun(env, queue);
      expect(await run.report({ confidence: 0.9 })).toMatchObject({ shouldEscalate: false, triggers: [] });
      expect(await run.report({ confidence: 0.2, cost: 120 })).toMatchObject({
        shouldEscalate: true,
        level: 'manager',
        triggers: [{ name: 'cost' }, { name: 'low_confidence' }],
      });
      expect((await run.record()).escalations).toEqual([]);
      const opened = await run.report({ confidence: 0.2 }, true);
      expect(opened).toMatchObject({ level: 'human_review', escalationId: `${run.id}-escalation-1` });
      expect(await run.report({ cost: 130 }, true)).toMatchObject({ escalationId: opened.escalationId });
      const escalation = escalationBehind(env, opened.escalationId ?? '');
      expect(await escalation.record()).toMatchObject({ level: 'manager' });
      await escalation.resolve('di');
      while ((await run.record()).escalations[0]?.status !== 'resolved');
      expect(await run.report({ cost: 150 }, true)).toMatchObject({
        shouldEscalate: false,
        suppressed: [{ name: 'cost' }],
      });
      expect(await run.report({ cost: 231 }, true)).toMatchObject({ shouldEscalate: true, level: 'manager' });
      expect(await run.finish({ paid: 3 })).toMatchObject({ outcome: 'accepted', status: 'completed' });
      expect(await run.result()).toMatchObject({
        status: 'completed',
        output: { paid: 3 },
        totals: { reports: 6, cost: 231 },
        escalations: [{ status: 'resolved' }, { status: 'cancelled' }],
      });
    }));

  it('escalates without a trigger when its agent asks for it, one at a time', () =>
    withWorker(env, LADDER, async (queue) => {
      const run = await startRun(env, queue);
      expect(await run.escalate('human_review')).toEqual({
        escalationId: `${run.id}-escalation-1`,
        opened: true,
      });
      expect(await run.escalate('executive', 'on fire')).toMatchObject({ opened: false });
      const escalation = escalationBehind(env, `${run.id}-escalation-1`);
      expect(await escalation.record()).toMatchObject({ level: 'executive', escalatedBy: 'agent' });
      await escalation.resolve('ana', 'abort');
      expect(await run.result()).toMatchObject({ status: 'aborted' });
    }));

  it('ends when nobody reports for too long', () =>
    withWorker(env, { ...LADDER, runs: { idleTimeout: '2h' } }, async (queue) => {
      const run = await startRun(env, queue);
      await run.report({});
      await env.sleep('90m');
      await run.report({});
      const record = await run.result();
      expect(record).toMatchObject({ status: 'cancelled', end: { error: { name: 'RunIdle' } } });
      expect(Date.parse(record.end?.at ?? '') - Date.parse(record.startedAt)).toBeGreaterThan(
        3.4 * 3_600_000,
      );
    }));

  it('remembers as resolved only what somebody was asked about', () =>
    withWorker(env, { ...LADDER, triggers }, async (queue) => {
      const run = await startRun(env, queue);
      const { escalationId = '' } = await run.report({ confidence: 0.2 }, true);
      await run.report({ cost: 120 });
      await escalationBehind(env, escalationId).resolve('ana');
      while ((await run.record()).escalations[0]?.status !== 'resolved');
      expect(await run.report({ cost: 150 }, true)).toMatchObject({ level: 'manager', suppressed: [] });
      await run.finish();
      await run.ended();
    }));

  it('refuses malformed reports without a trace, and says that a hosted run is not finished from outside', () =>
    withWorker(
      env,
      { ...LADDER, agents: { worker: { step: () => new Promise(() => {}) } } },
      async (queue) => {
        const run = await startRun(env, queue, { agent: 'worker' });
        await expect(
          run.handle.executeUpdate('report', { args: [{ context: 'all well' }] }),
        ).rejects.toMatchObject({ cause: { type: 'InvalidInput' } });
        for (const name of ['escalate', 'finish', 'cancel'])
          for (const junk of [null, 1, [], { cancelledBy: 1 }, { level: 'x', reason: 'y' }])
            await run.handle.signal(name, junk);
        expect(await run.finish()).toMatchObject({ outcome: 'invalid', status: 'running' });
        expect(await run.cancel()).toMatchObject({ outcome: 'accepted' });
        await run.result();
      },
    ));
});
