import { InvalidInput, NoWorkerError, Policies, TemporalUnreachable } from '../../client';
import type { ConfigInput } from '../../contract/config/config';
import { DryRunSchema, PoliciesViewSchema } from '../../contract/records/policies';
import { costOf } from '../support/budget';
import { eventually, startTemporal, type TemporalForTests } from '../support/temporal';

let temporal: TemporalForTests;
let policies: Policies;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  policies = new Policies(temporal.client, { taskQueue: temporal.taskQueue });
});
afterAll(() => temporal?.stop());

const people: Record<string, string[]> = { 'finance-team': ['ana', 'bo'], 'security-team': ['cy'] };
const CONFIG: ConfigInput = {
  directory: people,
  policies: [
    {
      name: 'high_value',
      actions: ['pay'],
      condition: (ctx: { amount: number }) => ctx.amount > 10_000,
      approvers: ['finance-team'],
      expireAfter: '4h',
    },
    {
      name: 'second',
      actions: ['pay'],
      approvers: ['security-team'],
      stage: 2,
      onExpiry: 'reject',
      expireAfter: '1h',
    },
    {
      name: 'broken',
      actions: ['pay', 'break'],
      condition: () => {
        throw new Error('no rate');
      },
      approvers: ['security-team', 'finance-team'],
      requireAll: true,
    },
    { name: 'harmless', effect: 'allow', actions: ['read'], reason: 'changes nothing' },
    { name: 'never', effect: 'deny', resources: ['prod/**'], reason: 'not in production' },
    { name: 'crowd', actions: ['crowd'], approvers: ['finance-team'], quorum: 3 },
  ],
  operators: ['olga'],
};
const pay = { action: 'pay', context: { amount: 15_000 }, requesterId: 'agent' };

const workflowsOf = async (type: string) => {
  const found = [];
  for await (const row of temporal.client.workflow.list({ query: `WorkflowType = '${type}'` }))
    found.push(row);
  return found;
};

describe('the policies', () => {
  test("are the worker's, with the config digest of its plans", () =>
    temporal.withWorker(async () => {
      const told = await policies.get();
      expect(PoliciesViewSchema.parse(told)).toEqual(told);
      expect(told.policies.map(({ name }) => name)).toEqual([
        'high_value',
        'second',
        'broken',
        'harmless',
        'never',
        'crowd',
      ]);
      expect(told).toMatchObject({ operators: ['olga'], directory: people });
      expect(told).not.toHaveProperty('fallback');
      expect(told).not.toHaveProperty('dryRun');
      const { id } = await temporal.manager.requestApproval({ ...pay, action: 'read' });
      const { plan } = await temporal.manager.waitForApproval(id);
      expect(plan?.configDigest).toBe(told.configDigest);
    }, CONFIG));

  test('too many policies for one Temporal message are reported at once', async () => {
    const crowd = Array.from({ length: 20_000 }, (_, index) => `${index}-${'x'.repeat(100)}`);
    const config: ConfigInput = { ...CONFIG, directory: { ...people, crowd } };
    await temporal.withWorker(async () => {
      await expect(policies.get({ patience: '20s' })).rejects.toThrow(/too large to show/);
    }, config);
  });
});

describe('a dry run', () => {
  const requests = [
    ['that people decide, in stages', pay, 'pending'],
    ['with a condition that throws', { ...pay, action: 'break' }, 'pending'],
    ['that its own requester could decide', { ...pay, requesterId: 'ana' }, 'pending'],
    ['that a policy allows', { ...pay, action: 'read' }, 'approved'],
    ['that a policy denies', { ...pay, resource: 'prod/db' }, 'rejected'],
    ['that no policy covers', { ...pay, action: 'other' }, 'cancelled'],
    ['whose quorum nobody can reach', { ...pay, action: 'crowd' }, 'cancelled'],
  ] as const;
  const directories: [string, ConfigInput][] = [
    ['teams in the config', CONFIG],
    ['a directory function', { ...CONFIG, directory: (team) => Promise.resolve(people[team]) }],
  ];

  test.each(directories)('gives the plan of a real request, with %s', (_, config) =>
    temporal.withWorker(async () => {
      for (const [, request, status] of requests) {
        const dry = await policies.dryRun(request);
        expect(dry.status).toBe(status);
        expect(DryRunSchema.parse(dry)).toEqual(dry);
        const { id } = await temporal.manager.requestApproval(request);
        const isPlanned = async () => (await temporal.manager.getRequest(id)).plan?.teams !== undefined;
        await eventually(isPlanned);
        const real = await temporal.manager.getRequest(id);
        expect(dry).toMatchObject({ status: real.status, plan: real.plan, needed: real.needed });
        expect(dry.stage).toEqual(real.stage);
        if (status !== 'pending') continue;
        const approvers = async () =>
          (await temporal.manager.listRequests({ status: 'pending' })).items.find((item) => item.id === id)
            ?.approvers;
        await eventually(async () => (await approvers()) !== undefined);
        expect(dry.approvers.sort()).toEqual((await approvers())?.sort());
      }
    }, config),
  );

  test('shows who would be asked first, the deadline and its outcome', () =>
    temporal.withWorker(async () => {
      expect(await policies.dryRun(pay)).toMatchObject({
        stage: 1,
        approvers: expect.arrayContaining(['finance-team', 'ana', 'bo']),
        plan: { expireAfter: 3_600_000, expiryPolicy: 'second' },
        atDeadline: 'reject',
      });
      const { plan } = await policies.dryRun({ ...pay, action: 'break' });
      expect(plan.matched).toEqual([
        { policy: 'broken', effect: 'require', failedClosed: 'the condition threw: no rate' },
      ]);
      const denied = await policies.dryRun({ ...pay, resource: 'prod/db' });
      expect(denied.plan.automatic).toMatchObject({ name: 'never', reason: 'not in production' });
      expect(denied).toMatchObject({ needed: [], approvers: [] });
      const crowd = await policies.dryRun({ ...pay, action: 'crowd' });
      expect(crowd.plan.error).toMatchObject({ name: 'UnreachableQuorum' });
    }, CONFIG));

  test.each([
    ['approve' as const, 'approved'],
    ['reject' as const, 'rejected'],
    [{ approvers: ['di'] }, 'pending'],
  ])('shows what the fallback %j does', (fallback, status) =>
    temporal.withWorker(async () => expect(await policies.dryRun(pay)).toMatchObject({ status }), {
      fallback,
    }),
  );

  test.each([
    ['is down', () => Promise.reject(new Error('ldap is down')), 'ldap is down'],
    ['hangs', () => new Promise<undefined>(() => {}), 'no answer within'],
  ])('reports that the directory %s', (_, directory, why) =>
    temporal.withWorker(
      async () => {
        const dry = await policies.dryRun(pay);
        expect(dry).toMatchObject({ status: 'pending', unresolved: expect.stringContaining(why) });
        expect(dry.plan.requirements).toHaveLength(3);
      },
      { ...CONFIG, directory },
    ),
  );

  test('requests nothing, and no list shows the dry run', async () => {
    const before = await temporal.manager.countRequests();
    const asked = await workflowsOf('hitlPolicies');
    await temporal.withWorker(async () => {
      await policies.dryRun({ ...pay, action: 'asked_quietly' });
    }, CONFIG);
    await eventually(async () => (await workflowsOf('hitlPolicies')).length > asked.length);
    expect(await temporal.manager.countRequests()).toBe(before);
    const [latest] = await workflowsOf('hitlPolicies');
    const cost = await costOf(temporal.client.workflow.getHandle(latest?.workflowId ?? ''));
    expect(cost).toEqual({ events: 6, actions: 2 });
    expect(latest?.workflowId).toMatch(/^policies-asked-quietly-\w{12}$/);
    expect(latest?.typedSearchAttributes.getAll().filter(({ key }) => key.name.startsWith('Hitl'))).toEqual(
      [],
    );
    const { events = [] } = await temporal.client.workflow.getHandle(latest?.workflowId ?? '').fetchHistory();
    expect(events?.some((event) => event.startChildWorkflowExecutionInitiatedEventAttributes)).toBe(false);
    expect(events?.filter((event) => event.activityTaskScheduledEventAttributes)).toEqual([]);
  });

  test.each([
    ['action', { ...pay, action: '' }],
    ['requesterId', { action: 'pay' }],
    ['context.list.1', { ...pay, context: { list: [1, NaN] } }],
    ['actoin', { ...pay, actoin: 'pay' }],
  ])('names the field that is wrong: %s', async (field, wrong) => {
    const run = policies.dryRun(wrong as never);
    await expect(run).rejects.toThrow(InvalidInput);
    await expect(run).rejects.toThrow(field);
  });

  test('names an unknown option', async () => {
    await expect(policies.get({ patients: '1s' } as never)).rejects.toThrow(InvalidInput);
    await expect(policies.get({ patience: 1 } as never)).rejects.toThrow(InvalidInput);
  });
});

describe('with no worker', () => {
  test('the query ends when its caller no longer waits', async () => {
    await temporal.stopWorker();
    const began = Date.now();
    await expect(policies.get({ patience: '500ms' })).rejects.toThrow(NoWorkerError);
    expect(Date.now() - began).toBeLessThan(9_000);
    await eventually(async () =>
      (await workflowsOf('hitlPolicies')).every(({ status }) => status.name !== 'RUNNING'),
    );
  });

  test('reports that Temporal is away', async () => {
    const options = { address: '127.0.0.1:1', connectTimeout: '1s' as const };
    await expect(Policies.connect(options)).rejects.toThrow(TemporalUnreachable);
  });
});
