import { randomUUID } from 'node:crypto';
import { serveApp } from '../../admin/server/serve';
import { AgentRuns, EscalationManager, Notifications, Undecodable } from '../../client';
import { WORKFLOW_TYPES } from '../../contract/names';
import { cliAt } from '../admin/cli/run-cli';
import { adminOn, signIn } from '../support/admin-app';
import { listenTo } from '../support/event-stream';
import { eventually, startTemporal, type TemporalForTests } from '../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => {
  temporal = await startTemporal();
});
afterAll(() => temporal?.stop());

const json = (value: unknown) => ({
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from(JSON.stringify(value)),
});
const unknown = { metadata: { encoding: Buffer.from('x/y') }, data: Buffer.from('?') };

/** Starts a workflow as a foreign tool could, with any memo and any search attributes. No worker has it. */
async function start(
  type: keyof typeof WORKFLOW_TYPES,
  id: string,
  memo: Record<string, object> = {},
  attributes: Record<string, object> = {},
): Promise<void> {
  const { client } = temporal;
  await client.workflowService.startWorkflowExecution({
    namespace: client.options.namespace,
    workflowId: id,
    workflowType: { name: WORKFLOW_TYPES[type] },
    taskQueue: { name: 'without-worker' },
    requestId: randomUUID(),
    memo: { fields: memo },
    searchAttributes: { indexedFields: attributes },
  });
}

const APPROVERS = { HitlApprovers: json(['ana']) };

beforeAll(async () => {
  const about = { action: json('pay'), requesterId: json('bot') };
  await start('approval', 'good', about, APPROVERS);
  await start('approval', 'bad-memo', { ...about, description: unknown }, APPROVERS);
  await start(
    'approval',
    'typed-memo',
    { action: json({ pay: 1 }), resource: json('x'.repeat(5_000)) },
    APPROVERS,
  );
  await start('approval', 'odd-attributes', about, {
    ...APPROVERS,
    HitlStatus: json('banana'),
    HitlLevel: json(['manager']),
    HitlExpiresAt: json('9999-12-31T23:59:59.999999999Z'),
    HitlRunId: json(''),
  });
  await start(
    'escalation',
    'bad-escalation',
    { reason: unknown },
    { ...APPROVERS, HitlRunId: json('run-1') },
  );
  await start('run', 'bad-run', { agent: unknown }, { HitlAction: json('invoices') });
  await start('notifications', 'bad-notifications', { id: unknown }, { HitlStatus: json('failing') });
  await eventually(async () => (await temporal.client.workflow.count('HitlKind IS NULL')).count === 7);
});

const reason = (field: string) => `memo field ${field} cannot be decoded: Unknown encoding: x/y`;

test('a request with a memo field that cannot be decoded is a row that says so, among the others', async () => {
  for (const order of ['newest', 'deadline'] as const) {
    const { items } = await temporal.manager.listRequests({ order, approver: 'ana' });
    const rows = Object.fromEntries(items.map((item) => [item.id, item]));
    expect(Object.keys(rows).sort()).toEqual(['bad-memo', 'good', 'odd-attributes', 'typed-memo']);
    expect(rows.good?.unreadable).toBeUndefined();
    expect(rows['odd-attributes']).toMatchObject({ status: 'pending', action: 'pay' });
    expect(rows['bad-memo']).toMatchObject({
      kind: 'approval',
      status: 'pending',
      action: 'pay',
      unreadable: reason('description'),
    });
    expect(rows['typed-memo']).toMatchObject({
      action: '',
      unreadable: 'memo field action is not a string; memo field resource is longer than 4096 bytes',
    });
    expect(rows['typed-memo']).not.toHaveProperty('resource');
  }
});

test('the same for escalations, runs and failed notifications', async () => {
  const { client } = temporal;
  expect((await new EscalationManager(client).listEscalations()).items).toMatchObject([
    { id: 'bad-escalation', status: 'pending', runId: 'run-1', unreadable: reason('reason') },
  ]);
  expect((await new AgentRuns(client).list()).items).toMatchObject([
    { id: 'bad-run', status: 'running', agent: 'invoices', unreadable: reason('agent') },
  ]);
  expect(await new Notifications(client).listFailing()).toEqual(['bad-notifications']);
});

test('reading, waiting and deciding on such a request work without a crash', async () => {
  const { manager } = temporal;
  expect(await manager.getRequest('bad-memo')).toMatchObject({
    id: 'bad-memo',
    status: 'pending',
    unknown: expect.arrayContaining(['context', 'description']),
  });
  await expect(manager.waitForApproval('bad-memo', { timeout: '50ms' })).rejects.toThrow('still pending');
  expect(await manager.approve('bad-memo', { decidedBy: 'ana', patience: '50ms' })).toMatchObject({
    outcome: 'queued',
  });
  await expect(
    manager.requestApproval({ id: 'typed-memo', action: 'pay', requesterId: 'bot' }),
  ).rejects.toThrow('a request on task queue without-worker has this id');
});

test('a record that cannot be decoded gives an error that says what to do', async () => {
  const { client, manager } = temporal;
  await start('approval', 'bad-result');
  const { namespace } = client.options;
  const completed = {
    commandType: 4,
    completeWorkflowExecutionCommandAttributes: { result: { payloads: [unknown] } },
  };
  for (let id: string | null | undefined; id !== 'bad-result';) {
    const poll = { namespace, taskQueue: { name: 'without-worker' } };
    const task = await client.withDeadline(Date.now() + 10_000, () =>
      client.workflowService.pollWorkflowTaskQueue(poll),
    );
    id = task.workflowExecution?.workflowId;
    const commands = id === 'bad-result' ? [completed] : [];
    await client.workflowService.respondWorkflowTaskCompleted({
      namespace,
      taskToken: task.taskToken,
      commands,
    });
  }
  for (const read of [manager.getRequest('bad-result'), manager.waitForApproval('bad-result')])
    await expect(read).rejects.toThrow(new Undecodable('bad-result', 'Unknown encoding: x/y'));
});

test('`hitl list` shows the row and says why it cannot be read', async () => {
  const hitl = cliAt(temporal);
  const { stdout, stderr, code } = await hitl.text(['list', '--kind', 'approval']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/bad-memo +pay/);
  expect(stdout).toMatch(/typed-memo +\(unreadable\)/);
  expect(stderr).toContain(`bad-memo cannot be read: ${reason('description')}`);
  expect((await hitl.json(['list', '--kind', 'run'])).json.items).toMatchObject([
    { unreadable: reason('agent') },
  ]);
  expect((await hitl.text(['list', '--kind', 'escalation'])).stdout).toMatch(
    /bad-escalation .*\(unreadable\)/,
  );
});

test('API, pages and the stream of events show it to those who may read it', async () => {
  const { app, as } = adminOn(temporal);
  const ana = await as('ana');
  const { status, body } = await ana('GET', '/api/requests');
  expect(status).toBe(200);
  expect(body.items).toContainEqual(
    expect.objectContaining({ id: 'bad-memo', unreadable: reason('description') }),
  );
  expect((await (await as('cy'))('GET', '/api/requests')).body.items).toEqual([]);
  const olga = await as('olga');
  expect((await olga('GET', '/api/escalations')).body.items).toMatchObject([
    { unreadable: reason('reason') },
  ]);
  expect((await olga('GET', '/api/runs')).body.items).toMatchObject([{ unreadable: reason('agent') }]);
  for (const [page, field] of [
    ['/?show=all', 'description'],
    ['/escalations?show=all', 'reason'],
    ['/runs', 'agent'],
  ] as const)
    expect((await olga('GET', page)).body).toContain(`This row cannot be read: ${reason(field)}`);

  const served = await serveApp(app, { host: '127.0.0.1', port: 0, keepAliveMs: 5_000 });
  const stream = await listenTo(`http://127.0.0.1:${served.port}/api/events`, {
    Cookie: await signIn(app, 'ana'),
  });
  try {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await start('approval', 'bad-later', { description: unknown }, APPROVERS);
    await eventually(async () => stream.told.length > 0);
    expect(stream.told[0]?.data).toEqual({
      kind: 'request',
      id: 'bad-later',
      status: 'pending',
      unreadable: reason('description'),
    });
  } finally {
    stream.close();
    await served.stop();
  }
});

test('cancelling a run cancels its other requests despite such a row', async () => {
  const { client, manager, taskQueue } = temporal;
  await start('approval', 'of-run-2', { description: unknown }, { HitlRunId: json('run-2') });
  const request = await manager.requestApproval({ action: 'pay', requesterId: 'bot', runId: 'run-2' });
  await eventually(async () => (await manager.listRequests({ runId: 'run-2' })).items.length === 2);
  await temporal.withWorker(async () => {
    await new EscalationManager(client, { taskQueue }).checkEscalation('run-2', { confidence: 1 });
    await new AgentRuns(client, { taskQueue }).cancel('run-2', { cancelledBy: 'olga' });
    expect((await manager.waitForApproval(request.id, { timeout: '20s' })).status).toBe('cancelled');
  });
});
