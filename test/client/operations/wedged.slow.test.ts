import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { healAll, cacheStuck } from '../../../admin/server/stuck';
import { EscalationManager, Operations, type StuckWorkflow } from '../../../client';
import type { ConfigInput } from '../../../contract/config/config';
import { createWorker } from '../../../worker/create-worker';
import { cliAt } from '../../admin/cli/run-cli';
import { ADMIN_CONFIG, adminOn } from '../../support/admin-app';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { workflowBundle } from '../../support/workflow-bundle';

/** Long enough for two decisions; the real worker comes back after it. */
const SHORT_DEADLINE_MS = 12_000;

const CONFIG: ConfigInput = {
  ...ADMIN_CONFIG,
  policies: [
    { name: 'short', actions: ['pay_soon'], approvers: ['finance-team'], quorum: 2, expireAfter: '12s' },
    { name: 'long', actions: ['pay'], approvers: ['finance-team'], quorum: 2, expireAfter: '4h' },
  ],
};

let temporal: TemporalForTests;
let operations: Operations;
let failingBundle: { code: string };
beforeAll(async () => {
  // By default Temporal reports a workflow after five failed tasks, which takes over two minutes.
  const afterOne = 'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=1';
  temporal = await startTemporal({ server: { extraArgs: ['--dynamic-config-value', afterOne] } });
  operations = new Operations(temporal.client);
  failingBundle = await bundleWorkflowCode({
    workflowsPath: require.resolve('../../support/failing-workflows'),
    logger: new DefaultLogger('ERROR'),
  });
}, 60_000);
afterAll(() => temporal?.stop());

/** Runs a worker of a faulty release until these workflows are reported as stuck. */
async function wedge(...ids: string[]): Promise<StuckWorkflow[]> {
  const { address, taskQueue } = temporal;
  const connection = await NativeConnection.connect({ address });
  const worker = await createWorker({
    config: CONFIG,
    connection,
    taskQueue,
    workflowBundle: failingBundle,
    worker: { shutdownGraceTime: '1s' },
  });
  let found: StuckWorkflow[] = [];
  await worker.runUntil(
    eventually(async () => {
      found = await operations.findStuck();
      return ids.every((id) => found.some((wedged) => wedged.id === id));
    }),
  );
  await connection.close();
  return found;
}

/** Requests with one accepted approval, by Update. */
function approvedByAna(...asked: [id: string, action: string][]): Promise<void> {
  const { manager } = temporal;
  return temporal.withWorker(async () => {
    for (const [id, action] of asked) {
      await manager.requestApproval({ id, action, requesterId: 'an-agent' });
      await eventually(async () => (await manager.getRequest(id)).needed.length > 0);
      expect((await manager.approve(id, { decidedBy: 'ana' })).outcome).toBe('accepted');
    }
  }, CONFIG);
}

/** Without a worker, an approval arrives by Signal alone. */
async function approvedByBo(...ids: string[]): Promise<void> {
  for (const id of ids) {
    const { outcome } = await temporal.manager.approve(id, { decidedBy: 'bo', patience: '1ms' });
    expect(outcome).toBe('queued');
  }
}

test('a stuck request is found and reset: decisions keep their order and their times', async () => {
  const startedAt = Date.now();
  await approvedByAna(['stuck-in-time', 'pay_soon'], ['stuck-late', 'pay_soon'], ['stuck-long', 'pay']);
  await approvedByBo('stuck-in-time', 'stuck-long');
  const found = await wedge('stuck-in-time', 'stuck-long');
  expect(found.map(({ id, kind }) => [id, kind]).sort()).toEqual([
    ['stuck-in-time', 'approval'],
    ['stuck-long', 'approval'],
  ]);
  expect(found[0]).toMatchObject({
    cause: 'WORKFLOW_WORKER_UNHANDLED_FAILURE',
    message: 'a fault of this release',
    since: expect.stringMatching(/^20/),
  });
  await new Promise((resolve) => setTimeout(resolve, SHORT_DEADLINE_MS));
  await approvedByBo('stuck-late');
  await wedge('stuck-in-time', 'stuck-late');
  const ids = ['stuck-in-time', 'stuck-late', 'stuck-long'];
  for (const id of ids) expect(await operations.heal(id)).toMatchObject({ id, resets: 1 });
  await temporal.withWorker(async () => {
    const records = await Promise.all(ids.map((id) => temporal.manager.waitForEnd(id, { timeout: '30s' })));
    expect(records.map(({ id, status }) => [id, status])).toEqual([
      ['stuck-in-time', 'approved'],
      ['stuck-late', 'expired'],
      ['stuck-long', 'approved'],
    ]);
    const both = [
      ['ana', 'update'],
      ['bo', 'signal'],
    ];
    expect(
      records.map(({ decisions }) => decisions.map(({ decidedBy, transport }) => [decidedBy, transport])),
    ).toEqual([both, both.slice(0, 1), both]);
    for (const { at } of [records[0]!, records[2]!].flatMap(({ decisions }) => decisions))
      expect(Date.parse(at)).toBeLessThan(startedAt + SHORT_DEADLINE_MS);
    expect(await operations.findStuck()).toEqual([]);
  }, CONFIG);
  for (const id of ids)
    await Worker.runReplayHistory(
      { workflowBundle: await workflowBundle() },
      await temporal.client.workflow.getHandle(id).fetchHistory(),
      id,
    );
}, 120_000);

test('hitl doctor, /metrics, the inbox and the request page show what is stuck, and hitl heal resets it', async () => {
  const hitl = cliAt(temporal);
  const admin = adminOn(temporal);
  const [ana, olga] = [await admin.as('ana'), await admin.as('olga')];
  await approvedByAna(['stuck-shown', 'pay']);
  await approvedByBo('stuck-shown');
  expect((await hitl.json(['heal', 'stuck-shown'])).json.error).toMatchObject({
    name: 'HealRefused',
    message: expect.stringContaining('its workflow task has not failed'),
  });
  expect((await olga('GET', '/')).body).not.toContain('is stuck');
  await wedge('stuck-shown');

  const { code, json } = await hitl.json(['doctor']);
  const check = json.checks.find(({ name }: { name: string }) => name === 'stuck workflows');
  expect([code, check.ok]).toEqual([1, false]);
  expect(check.found).toContain('stuck-shown (approval): ');
  expect(check.found).toContain('a fault of this release');
  expect(check.todo).toContain('hitl heal stuck-shown');

  const fresh = adminOn(temporal);
  const operator = await fresh.as('olga');
  expect((await operator('GET', '/metrics')).body).toMatch(/^hitl_stuck_workflows 1$/m);
  expect((await operator('GET', '/')).body).toMatch(/1 workflow is stuck.*stuck-shown/s);
  expect((await (await fresh.as('ana'))('GET', '/')).body).not.toContain('is stuck');
  expect((await ana('GET', '/requests/stuck-shown')).body).toContain('This request is stuck');

  expect((await hitl.json(['heal', 'stuck-shown'])).json).toMatchObject({ id: 'stuck-shown', resets: 1 });
  await temporal.withWorker(async () => {
    expect((await temporal.manager.waitForEnd('stuck-shown', { timeout: '30s' })).status).toBe('approved');
    expect((await ana('GET', '/requests/stuck-shown')).body).not.toContain('This request is stuck');
  }, CONFIG);
}, 120_000);

test('heal refuses ended and foreign workflows, a first task that fails, and too many resets', async () => {
  const { manager, client } = temporal;
  await expect(operations.heal('nothing-here')).rejects.toThrow('no workflow of this package has this id');
  await client.workflow.start('somebodyElses', { workflowId: 'foreign', taskQueue: 'theirs' });
  await expect(operations.heal('foreign')).rejects.toThrow('no workflow of this package has this id');
  await approvedByAna(['stuck-often', 'pay']);
  await approvedByBo('stuck-often');
  await manager.requestApproval({ id: 'stuck-at-start', action: 'pay', requesterId: 'an-agent' });
  const found = await wedge('stuck-at-start', 'stuck-often');
  expect(found.map(({ id }) => id)).not.toContain('foreign');
  await expect(operations.heal('stuck-at-start')).rejects.toThrow('nothing to reset it to');
  await expect(operations.heal('stuck-often', { maxResets: 0 })).rejects.toThrow('and is stuck again');
  await client.workflow.getHandle('stuck-often').terminate();
  await expect(operations.heal('stuck-often')).rejects.toThrow('has ended');
  await client.workflow.getHandle('stuck-at-start').terminate();
  await client.workflow.getHandle('foreign').terminate();
}, 120_000);

test('an escalation in its first task, which would be planned again, is reset only with force', async () => {
  const { client, taskQueue } = temporal;
  const escalations = new EscalationManager(client, { taskQueue });
  let id = '';
  await temporal.withWorker(async () => {
    const opened = await escalations.escalate('a-run', { level: 'human_review', reason: 'odd' });
    if (!opened.queued) id = opened.escalationId;
    await eventually(async () => (await escalations.getEscalation(id)).assignees.length > 0);
  }, CONFIG);
  await escalations.acknowledge(id, { acknowledgedBy: 'ana', patience: '1ms' });
  const found = await wedge(id);
  expect(found.find((wedged) => wedged.id === id)).toMatchObject({ kind: 'escalation' });
  await expect(operations.heal(id)).rejects.toThrow('would repeat planning');
  await operations.heal(id, { force: true });
  await temporal.withWorker(
    () => eventually(async () => (await escalations.getEscalation(id)).acknowledgedBy === 'ana'),
    CONFIG,
  );
}, 120_000);

test('admin.heal resets only workflows that cannot recover by themselves, and logs each', async () => {
  const wedged = (id: string, cause: string): StuckWorkflow => ({
    id,
    cause,
    kind: 'approval',
    runId: 'r',
    attempts: 9,
    isPastDeadline: true,
  });
  const found = [
    wedged('bad-update', 'BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE'),
    wedged('own-fault', 'WORKFLOW_WORKER_UNHANDLED_FAILURE'),
    wedged('again', 'BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE'),
  ];
  const healed: string[] = [];
  const log: string[] = [];
  const standIn = {
    findStuck: async () => found,
    heal: async (id: string) => {
      healed.push(id);
      if (id === 'again') throw new Error('again: was reset 3 times and is stuck again');
      return { id, runId: 'next', undone: 4, resets: 1 };
    },
  };
  await healAll({ operations: standIn as unknown as Operations, log: (line) => log.push(line) });
  expect(healed).toEqual(['bad-update', 'again']);
  expect(log).toEqual([
    '1 stuck workflows need an operator: run hitl doctor',
    'bad-update was stuck (BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE) and was reset: it continues in Temporal run next',
    'a stuck workflow could not be reset: again: was reset 3 times and is stuck again',
  ]);
});

test('many pages and metric scrapes query Temporal once', async () => {
  let asked = 0;
  const stuck = cacheStuck({ findStuck: async () => (asked++, []) });
  await Promise.all([stuck(), stuck(), stuck()]);
  await stuck();
  expect(asked).toBe(1);
});
