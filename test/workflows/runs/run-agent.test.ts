import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import type { StepAnswer, StepFunction, StepInput } from '../../../contract/step';
import { LADDER, startedWorkflow, startRun } from '../../support/runs';
import { startTimeSkippingServer, withWorker } from '../../support/time-skipping';

const config = (step: StepFunction, more: Partial<ConfigInput> = {}, agent: object = {}): ConfigInput => ({
  ...LADDER,
  ...more,
  agents: { worker: { step, ...agent } },
});

describe('a hosted agent run', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it('runs steps until its agent is done, each with the state of the one before', () =>
    withWorker(
      env,
      config(({ state, input }) => {
        const sum = ((state as number) ?? 0) + input.by;
        return { state: sum, cost: 0.5, done: sum >= 6, output: { sum } };
      }),
      async (queue) => {
        const run = await startRun(env, queue, { agent: 'worker', input: { by: 2 } });
        expect(await run.result()).toMatchObject({
          status: 'completed',
          form: 'hosted',
          output: { sum: 6 },
          totals: { steps: 3, cost: 1.5, errors: 0 },
          end: { by: 'agent' },
        });
      },
    ));

  it('requests several approvals at once, decided in any order, and the next step gets each outcome once', async () => {
    const told: StepInput['decisions'][] = [];
    const agent = ({ step, decisions, pending }: StepInput): StepAnswer => {
      told.push(decisions);
      if (step > 1) return { done: pending.length === 0 };
      return {
        approvals: ['a', 'b', 'c'].map((key) => ({
          key,
          action: 'pay',
          resource: `invoice-${key}`,
          context: {},
        })),
      };
    };
    await withWorker(env, config(agent), async (queue) => {
      const run = await startRun(env, queue, { agent: 'worker', requesterId: 'user-1' });
      const decide = async (key: string, message: object) => {
        const handle = await startedWorkflow(env, `${run.id}-${key}`);
        await handle.executeUpdate('decide', { args: [message] });
      };
      while ((await run.record()).approvals.length < 3);
      await decide('c', { decision: 'approve', decidedBy: 'ana' });
      await decide('a', { decision: 'reject', decidedBy: 'bo', reason: 'not ours' });
      await decide('b', { decision: 'approve', decidedBy: 'bo' });
      const record = await run.result();
      expect(record.status).toBe('completed');
      expect(record.approvals.map(({ key, status }) => [key, status])).toEqual([
        ['a', 'rejected'],
        ['b', 'approved'],
        ['c', 'approved'],
      ]);
      const all = told.flatMap((decisions) => Object.values(decisions));
      expect(all.map(({ key }) => key).sort()).toEqual(['a', 'b', 'c']);
      expect(all.find(({ key }) => key === 'a')).toMatchObject({
        status: 'rejected',
        by: 'bo',
        reason: 'not ours',
        message:
          'DENIED by bo: pay on invoice-a. Reason: "not ours". Do not do it, and do not request it again.',
      });
    });
  });

  it('says to a model that an expired request is not consent', async () => {
    const told: string[] = [];
    const agent = ({ step, decisions }: StepInput): StepAnswer => {
      told.push(...Object.values(decisions).map(({ message }) => message));
      return step === 1 ? { approvals: [{ key: 'a', action: 'pay', context: {} }] } : { done: true };
    };
    await withWorker(env, config(agent), async (queue) => {
      const run = await startRun(env, queue, { agent: 'worker' });
      expect(await run.result()).toMatchObject({ status: 'completed' });
      expect(told).toEqual([
        'NOT DECIDED: nobody decided in time about pay. This is not consent: do not do it, and do not retry.',
      ]);
    });
  });

  it('requests once for each key, reports its outcome again, and refuses other content for it', async () => {
    const agent = ({ step, decisions }: StepInput): StepAnswer => {
      if (step === 1) return { approvals: [{ key: 'a', action: 'pay', context: {} }] };
      if (step === 2)
        return { approvals: [{ key: 'a', action: 'pay', context: {} }], state: decisions.a?.status };
      return decisions.a
        ? { approvals: [{ key: 'a', action: 'pay', context: { more: 1 } }] }
        : { done: true };
    };
    await withWorker(env, config(agent, { fallback: 'approve' }), async (queue) => {
      const run = await startRun(env, queue, { agent: 'worker' });
      const record = await run.result();
      expect(record).toMatchObject({
        status: 'failed',
        state: 'approved',
        end: {
          error: {
            name: 'InvalidStepResult',
            message: expect.stringContaining("the step uses the key 'a' again"),
          },
        },
      });
      expect(record.approvals).toHaveLength(1);
    });
  });

  it('fails if a step requests an approval with a number that JSON would change', async () => {
    const agent = (): StepAnswer => ({
      approvals: [{ key: 'a', action: 'pay', context: { sums: [1, NaN] } }],
    });
    await withWorker(env, config(agent, { fallback: 'approve' }), async (queue) => {
      const run = await startRun(env, queue, { agent: 'worker' });
      const record = await run.result();
      expect(record.end?.error).toMatchObject({
        name: 'StepFailed',
        message: expect.stringContaining('approvals.0.context.sums.1: is NaN') as string,
      });
      expect(record.approvals).toEqual([]);
    });
  });

  it('fails with a clear error: too many attempts, too many steps, timeout, unknown agent, invalid result', () =>
    withWorker(
      env,
      {
        ...LADDER,
        agents: {
          broken: { step: () => Promise.reject(new Error('no luck')), maxAttempts: 2 },
          endless: { step: () => ({}), maxSteps: 3 },
          waiting: {
            step: () => ({ approvals: [{ key: 'a', action: 'pay', context: {} }] }),
            runTimeout: '1h',
          },
          silent: { step: () => undefined as never },
          wrong: { step: () => ({ finished: true }) as StepAnswer },
          final: { step: () => Promise.reject(ApplicationFailure.nonRetryable('never')) },
        },
      },
      async (queue) => {
        const endOf = async (agent: string) =>
          (await (await startRun(env, queue, { agent })).result()).end?.error;
        expect(await endOf('broken')).toEqual({ name: 'StepFailed', message: 'step 1: no luck' });
        expect(await endOf('endless')).toMatchObject({ name: 'TooManySteps' });
        expect(await endOf('waiting')).toMatchObject({ name: 'RunTimedOut' });
        expect(await endOf('silent')).toMatchObject({ message: expect.stringContaining('invalid result') });
        expect(await endOf('wrong')).toMatchObject({ message: expect.stringContaining('finished') });
        expect(await endOf('final')).toMatchObject({ message: 'step 1: never' });
        expect(await endOf('nobody')).toMatchObject({
          name: 'AgentNotFound',
          message: expect.stringContaining('broken, endless'),
        });
      },
    ));

  it('repeats a step that has nothing to do with growing pauses, or immediately when there is a decision', async () => {
    const at: number[] = [];
    const agent = ({ decisions }: StepInput): StepAnswer => {
      at.push(at.length);
      if (at.length === 1) return { approvals: [{ key: 'a', action: 'pay' }], waitFor: 'none' };
      return decisions.a ? { done: true } : { waitFor: 'none' };
    };
    await withWorker(env, config(agent), async (queue) => {
      const run = await startRun(env, queue, { agent: 'worker' });
      while ((await run.record()).totals.steps < 2);
      await env.sleep('30m');
      const { steps } = (await run.record()).totals;
      expect(steps).toBeGreaterThan(30);
      expect(steps).toBeLessThan(40);
      const request = await startedWorkflow(env, `${run.id}-a`);
      await request.executeUpdate('decide', { args: [{ decision: 'approve', decidedBy: 'ana' }] });
      expect(await run.result()).toMatchObject({ status: 'completed' });
    });
  });

  it('when cancelled, cancels its three open children and then ends; late decisions get a verdict that says so', async () => {
    const agent = (): StepAnswer => ({
      approvals: ['a', 'b', 'c'].map((key) => ({ key, action: 'pay', context: {} })),
    });
    await withWorker(env, config(agent), async (queue) => {
      const run = await startRun(env, queue, { agent: 'worker' });
      while ((await run.record()).approvals.length < 3);
      expect(await run.cancel('mallory')).toMatchObject({
        outcome: 'not_authorized',
        status: 'running',
        message: expect.stringContaining('an operator (op) may'),
      });
      expect(await run.cancel('op')).toMatchObject({ outcome: 'accepted', status: 'cancelled' });
      expect(await run.ended()).toMatchObject({
        status: 'cancelled',
        end: { name: 'op', reason: 'enough' },
      });
      for (const key of ['a', 'b', 'c'])
        expect(await env.client.workflow.getHandle(`${run.id}-${key}`).result()).toMatchObject({
          status: 'cancelled',
          end: { by: 'run', name: run.id },
        });
    });
  });
});
