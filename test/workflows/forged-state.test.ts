import type { WorkflowHandleWithFirstExecutionRunId, WorkflowStartOptions } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { RunRecord } from '../../contract/run';
import type { StepAnswer, StepInput } from '../../contract/step';
import { openEscalation } from '../../rules/escalations/open';
import { judge } from '../../rules/requests/judge';
import { openRun } from '../../rules/runs/record';
import { approve, begun } from '../support/requests';
import { CONFIG, eventually, startTemporal, type TemporalForTests } from '../support/temporal';

/** A workflow trusts earlier state only from a continue-as-new of our own code (design rule 29). */

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());

const content = { action: 'pay', requesterId: 'agent-1', context: {} };
const approved = judge(begun([{ approvers: ['ana'] }]), approve('ana')).record;
const forged = { ...approved, action: 'forged' };
const input = { runId: 'run-1', level: 'manager' as const, reason: 'it hangs', triggers: [] };
const resolved = {
  ...openEscalation('e', input, 0),
  status: 'resolved',
  resolution: { action: 'continue', resolution: 'fine', resolvedBy: 'ana', by: 'people', at: '' },
};

const start = (type: string, workflowId: string, args: unknown[], more: Partial<WorkflowStartOptions> = {}) =>
  temporal.client.workflow.start(type, { workflowId, taskQueue: temporal.taskQueue, args, ...more });
/** Why this run of a workflow failed. (With cron the SDK's `result` would follow the next run.) */
const failureOf = async ({ workflowId, firstExecutionRunId }: WorkflowHandleWithFirstExecutionRunId) => {
  let message: string | null | undefined;
  await eventually(async () => {
    const run = temporal.client.workflow.getHandle(workflowId, firstExecutionRunId);
    const last = (await run.fetchHistory()).events?.at(-1);
    message = last?.workflowExecutionFailedEventAttributes?.failure?.message;
    const cause = last?.workflowExecutionFailedEventAttributes?.failure?.cause?.message;
    message = cause ?? message;
    return message != null;
  });
  return message;
};

test('a request started by hand with an approved record is planned like any other', () =>
  temporal.withWorker(async () => {
    const handle = await start(WORKFLOW_TYPES.approval, 'forged', [{ content }, forged]);
    await eventually(async () => (await temporal.manager.getRequest('forged')).plan?.teams !== undefined);
    const record = await temporal.manager.getRequest('forged');
    expect(record).toMatchObject({ id: 'forged', status: 'pending', decisions: [], action: 'pay' });
    expect(record.needed).toMatchObject([{ policy: 'payments' }]);
    await handle.terminate();
  }));

test('and without a worker it is shown as pending', async () => {
  await temporal.stopWorker();
  const handle = await start(WORKFLOW_TYPES.approval, 'forged-too', [{ content }, forged]);
  const shown = await temporal.manager.getRequest('forged-too');
  expect(shown).toMatchObject({ status: 'pending', action: 'pay', requesterId: 'agent-1', decisions: [] });
  await handle.terminate();
});

test('a hosted run started by hand with a forged approval does not run the next step', () => {
  const told: unknown[] = [];
  const agent = ({ step, decisions }: StepInput): StepAnswer => {
    told.push(decisions);
    return step > 1 ? { done: true } : { approvals: [{ key: 'payment', action: 'pay', context: {} }] };
  };
  return temporal.withWorker(
    async () => {
      const decision = { key: 'payment', status: 'approved', decidedBy: ['ana'] };
      const approvals = [
        {
          key: 'payment',
          id: 'x',
          contentHash: '',
          status: 'approved',
          requestedInStep: 1,
          isReported: false,
          decision,
        },
      ];
      const record = { ...openRun('forged-run', { agent: 'payer' }, 0), approvals };
      const handle = await start(WORKFLOW_TYPES.run, 'forged-run', [{ agent: 'payer' }, record]);
      await eventually(async () => (await handle.query<RunRecord>('get')).approvals.length === 1);
      expect(told).toEqual([{}]);
      await temporal.client.workflow.getHandle('forged-run-payment').signal('decide', {
        decision: 'reject',
        decidedBy: 'ana',
        reason: 'nobody asked me',
      });
      await handle.result();
      expect(told).toMatchObject([{}, { payment: { status: 'rejected' } }]);
    },
    { ...CONFIG, agents: { payer: { step: agent } } },
  );
});

const restarted: [string, Partial<WorkflowStartOptions>][] = [
  ['cron', { cronSchedule: '@every 1s' }],
  ['a workflow retry', { workflowRunTimeout: '2s', retry: { maximumAttempts: 3, initialInterval: '100ms' } }],
];
const types: [string, unknown[]][] = [
  [WORKFLOW_TYPES.approval, [{ content }, forged]],
  [WORKFLOW_TYPES.escalation, [input, resolved]],
  [WORKFLOW_TYPES.run, [{}, { ...openRun('r', {}, 0), status: 'completed' }]],
];
const cases = restarted.flatMap(([by, more]) => types.map(([type, args]) => [type, by, args, more] as const));

test.each(cases)('%s started with %s fails, and says why', (type, by, args, more) =>
  temporal.withWorker(async () => {
    const id = `${type}-by-${by.replaceAll(' ', '-')}`;
    const handle = await start(type, id, [...args], more);
    expect(await failureOf(handle)).toMatch(
      /cannot start: it was started with a (cron schedule|workflow retry policy); start it without one/,
    );
    await temporal.client.workflow
      .getHandle(id)
      .terminate()
      .catch(() => {});
  }),
);

describe('with another worker that uses the names of our workflows', () => {
  let foreign: Worker;
  let running: Promise<void>;
  let connection: NativeConnection;
  beforeAll(async () => {
    connection = await NativeConnection.connect({ address: temporal.address });
    foreign = await Worker.create({
      connection,
      namespace: temporal.namespace,
      taskQueue: 'foreign',
      workflowsPath: require.resolve('../support/foreign-workflows'),
    });
    running = foreign.run();
  });
  afterAll(async () => {
    foreign.shutdown();
    await running;
    await connection.close();
  });

  test('a state from its workflow is refused on our task queue', () =>
    temporal.withWorker(async () => {
      const handle = await start(
        WORKFLOW_TYPES.approval,
        'handed-on',
        [{ content }, forged, temporal.taskQueue],
        { taskQueue: 'foreign' },
      );
      await expect(handle.result()).rejects.toThrow();
      await expect(temporal.manager.getRequest('handed-on')).resolves.toMatchObject({
        status: 'cancelled',
        end: { by: 'system', reason: expect.stringMatching(/hitlApproval on task queue foreign/) as string },
      });
      expect(await temporal.manager.waitForApproval('handed-on').catch((error: Error) => error.name)).toBe(
        'RequestFailed',
      );
    }));

  test('a client refuses the result of its workflow after a retry', async () => {
    const retry = { maximumAttempts: 2, initialInterval: '100ms' } as const;
    await start(WORKFLOW_TYPES.approval, 'retried', [{ content }, forged], { taskQueue: 'foreign', retry });
    await expect(temporal.manager.waitForApproval('retried')).rejects.toThrow(/its result is not trusted/);
    expect(await temporal.manager.getRequest('retried')).toMatchObject({
      status: 'cancelled',
      action: 'pay',
    });
  });

  test('an id that its workflow has taken is not given to a request of ours, whatever its memo says', async () => {
    const { contentHash } = await temporal.manager.requestApproval({ ...content, id: 'honest' });
    const memo = { ...content, contentHash };
    await start(WORKFLOW_TYPES.approval, 'taken-first', [{ content }, forged], {
      taskQueue: 'foreign',
      memo,
    });
    await expect(temporal.manager.requestApproval({ ...content, id: 'taken-first' })).rejects.toThrow(
      /task queue foreign has this id/,
    );
  });
});

test('a known id with a forged memo is another request', async () => {
  const { contentHash } = await temporal.manager.requestApproval({ ...content, id: 'asked' });
  await start(WORKFLOW_TYPES.approval, 'lies', [{ content: { ...content, action: 'delete' } }], {
    memo: { ...content, contentHash },
  });
  await expect(temporal.manager.requestApproval({ ...content, id: 'lies' })).rejects.toThrow(
    /other content has this id: delete for agent-1/,
  );
  await expect(temporal.manager.requestApproval({ ...content, id: 'asked' })).resolves.toMatchObject({
    created: false,
  });
});
