import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import type { StepAnswer, StepFunction, StepInput } from '../../../contract/step';
import { escalationBehind, LADDER, startedWorkflow, startRun } from '../../support/runs';
import { startTimeSkippingServer, withWorker } from '../../support/time-skipping';

const config = (step: StepFunction, more: Partial<ConfigInput> = {}, agent: object = {}): ConfigInput => ({
  ...LADDER,
  ...more,
  agents: { worker: { step, ...agent } },
});

const LOW: ConfigInput['triggers'] = [
  { name: 'low_confidence', type: 'confidence_low', threshold: 0.5, level: 'human_review' },
];

describe('a hosted agent run', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it('escalates on low confidence, and a modification reaches the next step exactly once', async () => {
    const guided: unknown[] = [];
    const agent = ({ step, guidance }: StepInput): StepAnswer => {
      guided.push(guidance);
      return { state: { read: true }, confidence: step === 1 ? 0.3 : 0.9, done: step === 3 };
    };
    await withWorker(env, config(agent, { triggers: LOW }), async (queue) => {
      const run = await startRun(env, queue, { agent: 'worker', input: { invoice: 7 } });
      const escalation = escalationBehind(env, `${run.id}-escalation-1`);
      expect((await escalation.record()).context).toMatchObject({
        input: { invoice: 7 },
        state: { read: true },
        confidence: 0.3,
      });
      await escalation.resolve('ana', 'modify', { modification: { hint: 'ask the vendor' } });
      const record = await run.result();
      expect(record).toMatchObject({
        status: 'completed',
        escalations: [
          { status: 'resolved', level: 'human_review', resolution: { action: 'modify', resolvedBy: 'ana' } },
        ],
      });
      expect(guided).toEqual([undefined, { hint: 'ask the vendor' }, undefined]);
    });
  });

  it('requests the approvals of an unsure step only after its escalation, and none after an abort', async () => {
    const agent = ({ step, decisions }: StepInput): StepAnswer => {
      if (step > 1) return { confidence: 0.9, done: decisions.a?.status === 'approved' };
      return { confidence: 0.1, approvals: [{ key: 'a', action: 'pay', context: {} }] };
    };
    await withWorker(env, config(agent, { triggers: LOW }), async (queue) => {
      const aborted = await startRun(env, queue, { agent: 'worker' });
      while ((await aborted.record()).escalations.length === 0);
      expect(await aborted.record()).toMatchObject({ approvals: [] });
      await escalationBehind(env, `${aborted.id}-escalation-1`).resolve('bo', 'abort');
      expect(await aborted.ended()).toMatchObject({
        status: 'aborted',
        end: { by: 'people', name: 'bo', reason: 'looked at it' },
        approvals: [],
      });

      const continued = await startRun(env, queue, { agent: 'worker' });
      await escalationBehind(env, `${continued.id}-escalation-1`).resolve('bo');
      const request = await startedWorkflow(env, `${continued.id}-a`);
      await request.executeUpdate('decide', { args: [{ decision: 'approve', decidedBy: 'ana' }] });
      expect(await continued.ended()).toMatchObject({ status: 'completed' });
    });
  });

  it('ends as aborted with its open approvals when an escalation is resolved by abort', async () => {
    const agent = ({ step }: StepInput): StepAnswer =>
      step === 1
        ? { approvals: [{ key: 'a', action: 'pay', context: {} }], waitFor: 'none' }
        : { confidence: 0.1 };
    await withWorker(env, config(agent, { triggers: LOW }), async (queue) => {
      const run = await startRun(env, queue, { agent: 'worker' });
      await escalationBehind(env, `${run.id}-escalation-1`).resolve('bo', 'abort');
      expect(await run.ended()).toMatchObject({
        status: 'aborted',
        approvals: [{ key: 'a', status: 'cancelled' }],
      });
      const request = await env.client.workflow.getHandle(`${run.id}-a`).result();
      expect(request).toMatchObject({ status: 'cancelled', end: { by: 'run', name: run.id } });
    });
  });

  it('retries a failed step with the same key, counts its errors, and escalates on them', async () => {
    const keys: string[] = [];
    const agent = ({ idempotencyKey, attempt }: StepInput): StepAnswer => {
      keys.push(`${idempotencyKey.split('/')[1]}#${attempt}`);
      if (attempt < 4) throw new Error('bank is down');
      return { done: true };
    };
    const triggers: ConfigInput['triggers'] = [
      { name: 'errors', type: 'error_count', threshold: 3, level: 'manager' },
    ];
    await withWorker(env, config(agent, { triggers }), async (queue) => {
      const run = await startRun(env, queue, { agent: 'worker' });
      await escalationBehind(env, `${run.id}-escalation-1`).resolve('di');
      const record = await run.result();
      expect(record).toMatchObject({ status: 'completed', totals: { steps: 1, errors: 3 } });
      expect(record.escalations[0]?.reason).toContain('3');
      expect(keys).toEqual(['step-1#1', 'step-1#2', 'step-1#3', 'step-1#4']);
    });
  });

  it('hands a modification to the next attempt of a failed step', async () => {
    const vendors: unknown[] = [];
    const agent = ({ guidance }: StepInput): StepAnswer => {
      vendors.push(guidance);
      if (guidance !== 'ACME') throw new Error('no such vendor');
      return { done: true };
    };
    const triggers: ConfigInput['triggers'] = [
      { name: 'errors', type: 'error_count', threshold: 2, level: 'manager' },
    ];
    await withWorker(env, config(agent, { triggers }, { maxAttempts: 2 }), async (queue) => {
      const run = await startRun(env, queue, { agent: 'worker' });
      const escalation = escalationBehind(env, `${run.id}-escalation-1`);
      await escalation.resolve('di', 'modify', { modification: 'ACME' });
      expect(await run.result()).toMatchObject({ status: 'completed', totals: { steps: 1, errors: 2 } });
      expect(vendors).toEqual([undefined, undefined, 'ACME']);
    });
  });
});
