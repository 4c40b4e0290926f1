import { WorkflowFailedError } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { ConfigInput } from '../../contract/config/config';
import { hitlPlugin } from '../../worker';
import { escalationBehind, LADDER } from '../support/runs';
import { eventually, startTemporal } from '../support/temporal';
import { startTimeSkippingServer } from '../support/time-skipping';
import { SECRET, startWebhookReceiver } from '../support/webhook-receiver';

const config: ConfigInput = {
  ...LADDER,
  triggers: [{ name: 'low', type: 'confidence_low', threshold: 0.5, level: 'human_review' }],
};

describe('your own worker with the plugin', () => {
  let env: TestWorkflowEnvironment;
  let worker: Worker;
  let running: Promise<void>;
  beforeAll(async () => {
    env = await startTimeSkippingServer();
    worker = await Worker.create({
      connection: env.nativeConnection,
      ...(env.namespace && { namespace: env.namespace }),
      taskQueue: 'own',
      workflowsPath: require.resolve('../support/own-workflows'),
      activities: { transfer: (amount: number) => Promise.resolve(`transferred ${amount}`) },
      plugins: [hitlPlugin(config)],
    });
    running = worker.run();
  }, 60_000);
  afterAll(async () => {
    worker?.shutdown();
    await running;
    await env?.teardown();
  });

  let count = 0;
  const start = (type: string, ...args: unknown[]) =>
    env.client.workflow.start(type, { workflowId: `own-${++count}`, taskQueue: 'own', args });
  const untilThere = (id: string) =>
    eventually(() =>
      env.client.workflow
        .getHandle(id)
        .describe()
        .then(
          () => true,
          () => false,
        ),
    );
  const decide = async (id: string, message: object) => {
    await untilThere(id);
    return env.client.workflow.getHandle(id).executeUpdate('decide', { args: [message] });
  };
  const approve = (id: string, decidedBy = 'ana') => decide(id, { decision: 'approve', decidedBy });

  it('continues after a person approved, with its own activity', async () => {
    const handle = await start('payVendor', 100);
    await approve(`${handle.workflowId}-pay-1`);
    expect(await handle.result()).toBe('transferred 100');
  });

  it('ends as failed, not stuck, if it does not catch the rejection', async () => {
    const handle = await start('payVendor', 100);
    await decide(`${handle.workflowId}-pay-1`, { decision: 'reject', decidedBy: 'bo', reason: 'no' });
    const error = (await handle.result().catch((thrown: unknown) => thrown)) as WorkflowFailedError;
    expect(error.cause).toMatchObject({
      type: 'NotApproved',
      message: expect.stringContaining('DENIED by bo'),
    });
  });

  it('catches the error by its class, with the record', async () => {
    const handle = await start('payOrSayWhy', 100);
    await decide(`${handle.workflowId}-pay-1`, { decision: 'reject', decidedBy: 'bo', reason: 'no' });
    expect(await handle.result()).toMatch(/^rejected: .*DENIED by bo/);
  });

  it('requests several, waits with a timeout that changes nothing, and asks once for one id', async () => {
    const handle = await start('payBoth');
    const ids = [`${handle.workflowId}-pay-1`, `${handle.workflowId}-pay-2`];
    await env.sleep('2m');
    await approve(ids[1] ?? '');
    await approve(ids[0] ?? '');
    expect(await handle.result()).toEqual(['approved', 'approved', ...ids]);
  });

  it('does not see the requests of another workflow of the same worker', async () => {
    const asking = await start('payVendor', 100);
    const id = `${asking.workflowId}-pay-1`;
    await untilThere(id);
    const others = await Promise.all(['a', 'b', 'c', 'd'].map(() => start('waitForAnothers', id)));
    // Results are not awaited, because that skips time until the request expires.
    for (const other of others)
      await eventually(async () => (await other.describe()).status.name === 'COMPLETED');
    await approve(id);
    expect(await asking.result()).toBe('transferred 100');
    for (const other of others) expect(await other.result()).toBe('RequestNotFound');
  });

  it('names a wrong argument', async () => {
    const handle = await start('askForNothing');
    const error = (await handle.result().catch((thrown: unknown) => thrown)) as WorkflowFailedError;
    expect(error.cause).toMatchObject({ type: 'InvalidInput', message: 'action: must not be empty' });
  });

  it('checks the triggers of the config, and escalates', async () => {
    const sure = await start('thinkTwice', 'sure', 0.9);
    expect(await sure.result()).toBe('sure');
    const unsure = await start('thinkTwice', 'unsure', 0.2);
    await env.sleep('1m');
    await escalationBehind(env, 'unsure-escalation-1').resolve('ana');
    expect(await unsure.result()).toBe('continue by ana');
  });

  it('escalates by itself, one at a time', async () => {
    const handle = await start('callForHelp', 'stuck');
    await env.sleep('1m');
    await escalationBehind(env, 'stuck-escalation-1').resolve('di', 'abort');
    expect(await handle.result()).toEqual([true, false, 'manager', 'abort']);
  });

  it('uses other ids if an earlier run of the workflow has used them', async () => {
    const handle = await start('askInEveryRun', 2);
    const childOf = async (what: string) => {
      const started = () =>
        handle
          .fetchHistory()
          .then(({ events }) =>
            events
              ?.map(
                (event) => event.childWorkflowExecutionStartedEventAttributes?.workflowExecution?.workflowId,
              )
              .find((id) => id?.includes(what)),
          );
      await eventually(async () => (await started()) !== undefined);
      return (await started()) ?? '';
    };
    for (const pattern of [/-1$/, /-1-\w{8}$/]) {
      const escalation = await childOf('escalation-1');
      expect(escalation).toMatch(pattern);
      await escalationBehind(env, escalation).resolve('ana');
      const request = await childOf('pay-1');
      expect(request).toMatch(pattern);
      const runId = (await handle.describe()).runId;
      await approve(request);
      if (pattern.source === '-1$') await eventually(async () => (await handle.describe()).runId !== runId);
    }
    expect(await handle.result()).toEqual(['continue, approved', 'continue, approved']);
  });

  it('leaves zod usable in your own workflows', async () => {
    const good = {
      name: ' ana ',
      when: '2026-01-01T00:00:00Z',
      more: { a: [1] },
      kind: { type: 'b', count: '3' },
      email: null,
    };
    expect(await (await start('readByZod', good)).result()).toEqual(['ana']);
    const problems = await (await start('readByZod', { ...good, email: 'x', kind: {}, size: 'l' })).result();
    expect(problems.map((problem: string) => problem.split(':')[0]).sort()).toEqual([
      'email',
      'kind.type',
      'size',
    ]);
  });

  it('runs after a confirmation with a typed value', async () => {
    const yes = await start('deploy', 'v2');
    const id = `${yes.workflowId}-confirm-1`;
    await decide(id, { decision: 'approve', decidedBy: 'ana', confirm: 'v1' });
    await decide(id, { decision: 'approve', decidedBy: 'ana', confirm: 'v2' });
    expect(await yes.result()).toBe('deployed v2');
    const late = await start('deploy', 'v3');
    expect(await late.result()).toBe('not deployed: expired');
  });

  // The last two tests: the time-skipping server no longer skips time after a child was cancelled, or ended by a signal.
  it('cancels its requests when it or the requesting scope is cancelled', async () => {
    // Results are not awaited at once, because that skips time and a request would expire before its notification.
    const over = (handle: Pick<Awaited<ReturnType<typeof start>>, 'describe'>) =>
      eventually(async () => (await handle.describe()).status.name !== 'RUNNING');
    const inside = await start('cancelInside');
    await over(inside);
    expect(await inside.result()).toBe('cancelled');
    const outside = await start('payVendor', 1);
    const id = `${outside.workflowId}-pay-1`;
    await decide(id, { decision: 'approve', decidedBy: 'mallory' });
    await outside.cancel();
    const child = env.client.workflow.getHandle(id);
    await Promise.all([over(outside), over(child)]);
    await expect(outside.result()).rejects.toThrow(WorkflowFailedError);
    expect(await child.result()).toMatchObject({
      status: 'cancelled',
      end: { by: 'run', name: outside.workflowId },
    });
  });

  it('claims the approval, runs the function with what was approved, and reports the outcome', async () => {
    const handle = await start('payApproved', 100);
    const id = `${handle.workflowId}-pay-1`;
    await approve(id);
    expect(await handle.result()).toBe(`transferred 100 for ${id}`);
    expect(await env.client.workflow.getHandle(`${id}-use`).result()).toMatchObject({
      requestId: id,
      outcome: 'committed',
    });
  });
});

it('tells programs that your own workflow has used an approval', async () => {
  const temporal = await startTemporal();
  const hooks = await startWebhookReceiver();
  const connection = await NativeConnection.connect({ address: temporal.address });
  const worker = await Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue: temporal.taskQueue,
    workflowsPath: require.resolve('../support/own-workflows'),
    activities: { transfer: (amount: number) => Promise.resolve(`transferred ${amount}`) },
    plugins: [
      hitlPlugin({
        directory: { 'finance-team': ['ana'] },
        policies: [{ name: 'payments', approvers: ['finance-team'] }],
        channels: { hooks: { type: 'webhook', url: hooks.url, secrets: [SECRET] } },
      }),
    ],
  });
  try {
    await worker.runUntil(async () => {
      const handle = await temporal.client.workflow.start('payApproved', {
        workflowId: 'payer',
        taskQueue: temporal.taskQueue,
        args: [100],
      });
      await eventually(async () => hooks.received.length === 1);
      await temporal.manager.approve('payer-pay-1', { decidedBy: 'ana' });
      expect(await handle.result()).toBe('transferred 100 for payer-pay-1');
      await eventually(async () => hooks.received.length === 4);
      expect(hooks.received.map(({ payload }) => payload.type)).toEqual([
        'request.requested',
        'request.decided',
        'request.claimed',
        'request.outcome',
      ]);
      expect(hooks.received.at(-1)?.payload.data.use).toMatchObject({ outcome: 'committed' });
    });
  } finally {
    await connection.close();
    await hooks.stop();
    await temporal.stop();
  }
}, 60_000);

it('notifies people through its channels, and survives half a surrogate pair in an error', async () => {
  const temporal = await startTemporal();
  const hooks = await startWebhookReceiver();
  const connection = await NativeConnection.connect({ address: temporal.address });
  let asked = 0;
  const worker = await Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue: temporal.taskQueue,
    plugins: [
      hitlPlugin({
        directory: (team) => {
          // Without its interceptor this would end the process of the test.
          if (asked++ === 0) throw new Error('\ud800');
          return team === 'finance-team' ? ['ana'] : undefined;
        },
        policies: [{ name: 'payments', approvers: ['finance-team'] }],
        channels: { hooks: { type: 'webhook', url: hooks.url, secrets: [SECRET] } },
      }),
    ],
  });
  try {
    await worker.runUntil(async () => {
      const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'bot' });
      await eventually(async () => hooks.received.length === 1);
      expect((await temporal.manager.approve(id, { decidedBy: 'ana' })).outcome).toBe('accepted');
      await eventually(async () => hooks.received.length === 2);
      expect(hooks.received.map(({ payload }) => payload.type)).toEqual([
        'request.requested',
        'request.decided',
      ]);
    });
  } finally {
    await connection.close();
    await hooks.stop();
    await temporal.stop();
  }
}, 60_000);
