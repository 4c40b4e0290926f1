import { NativeConnection, Worker } from '@temporalio/worker';
import {
  type AgentRuns,
  type EscalationItem,
  type EscalationManager,
  InvalidInput,
  RunNotFound,
} from '../../../client';
import { openRun } from '../../../rules/runs/record';
import { ESCALATING, managersOn } from '../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let escalations: EscalationManager;
let runs: AgentRuns;
const ids: Record<string, string> = {};

beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  ({ escalations, runs } = managersOn(temporal));
  await temporal.withWorker(makeEscalations, ESCALATING);
  await eventually(async () => (await escalations.countEscalations({ status: 'open' })) === 3);
});
afterAll(() => temporal?.stop());

async function escalate(runId: string, level: 'human_review' | 'manager', reason = 'help'): Promise<string> {
  const escalated = await escalations.escalate(runId, { level, reason });
  if (escalated.queued) throw new Error('no worker');
  return escalated.escalationId;
}

async function makeEscalations(): Promise<void> {
  const found = { resolution: 'looked at it' };
  ids.first = await escalate('run-1', 'human_review', 'the first');
  await escalations.promote(ids.first, { promotedBy: 'ana', reason: 'not mine' });
  await escalations.resolve(ids.first, { action: 'continue', resolvedBy: 'di', ...found });
  ids.second = await escalateAgain('run-1', 'the second');
  await escalations.acknowledge(ids.second, { acknowledgedBy: 'bo' });
  await escalations.resolve(ids.second, { action: 'abort', resolvedBy: 'bo', ...found });
  await runs.wait('run-1');
  ids.pending = await escalate('run-2', 'human_review', 'ä'.repeat(600));
  ids.acknowledged = await escalate('run-3', 'human_review');
  await escalations.acknowledge(ids.acknowledged, { acknowledgedBy: 'ana' });
  ids.manager = await escalate('run-4', 'manager');
  ids.cancelled = await escalate('run-5', 'manager');
  await escalations.cancel(ids.cancelled, { cancelledBy: 'op' });
  await escalations.waitForResolution(ids.cancelled);
  ids.terminated = await escalate('run-6', 'human_review');
  await temporal.client.workflow.getHandle(ids.terminated).terminate();
  for (const [id, level] of [
    [ids.pending, 'human_review'],
    [ids.manager, 'manager'],
  ] as const)
    await eventually(async () =>
      (await escalations.listEscalations({ level, status: 'open' })).items.some(
        (item) => item.id === id && item.assignees !== undefined,
      ),
    );
}

/** A resolution reaches the run a moment after the verdict. */
async function escalateAgain(runId: string, reason: string): Promise<string> {
  await eventually(async () => {
    const { escalations: all } = await runs.get(runId);
    return all.every(({ endedAt }) => endedAt !== undefined);
  });
  return escalate(runId, 'human_review', reason);
}

const names = (items: EscalationItem[]) =>
  items.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id)).sort();
const list = async (options = {}) => names((await escalations.listEscalations(options)).items);

describe('listEscalations', () => {
  test('an item has the fields of memo and search attributes', async () => {
    const { items } = await escalations.listEscalations({ runId: 'run-2' });
    expect(items).toEqual([
      {
        id: ids.pending,
        kind: 'escalation',
        status: 'pending',
        level: 'human_review',
        reason: expect.stringMatching(/^ä+…$/),
        runId: 'run-2',
        assignees: expect.arrayContaining(['reviewers', 'ana', 'bo']),
        startedAt: expect.any(String),
        dueAt: expect.any(String),
      },
    ]);
  });

  test.each([
    ['open', ['acknowledged', 'manager', 'pending']],
    ['pending', ['manager', 'pending']],
    ['acknowledged', ['acknowledged']],
    ['resolved', ['first', 'second']],
    ['cancelled', ['cancelled', 'terminated']],
  ] as const)('filters by status %s, and every item has it', async (status, expected) => {
    const { items } = await escalations.listEscalations({ status });
    expect(names(items)).toEqual(expected);
    if (status !== 'open') expect(items.every((item) => item.status === status)).toBe(true);
    expect(await escalations.countEscalations({ status })).toBe(expected.length);
  });

  test('by words, by any of several levels, and by when they are due: only open ones', async () => {
    expect(await list({ search: 'FIRST' })).toEqual(['first']);
    expect(await list({ search: 'run hel', status: 'open' })).toEqual(['acknowledged', 'manager']);
    expect(await list({ search: 'irst' })).toEqual([]);
    expect(await escalations.listEscalations({ search: 'help' })).toMatchObject({
      searched: { rows: 7, of: 7, matches: 4 },
    });
    const level = ['manager', 'human_review'];
    expect(await list({ status: 'open', level })).toEqual(['acknowledged', 'manager', 'pending']);
    expect(await list({ dueWithin: '1s' })).toEqual([]);
    expect(await list({ dueWithin: '30 days' })).toEqual(['acknowledged', 'manager', 'pending']);
    expect(await list({ dueWithin: '30 days', status: 'acknowledged' })).toEqual(['acknowledged']);
  });

  test.each([
    ['deadline', {}],
    ['age', {}],
    ['level', {}],
    ['level', { search: 'run' }],
    ['newest', { search: 'run' }],
    ['deadline', { search: 'run' }],
  ] as const)('in the order %s, with %j, page by page', async (order, more) => {
    const { items } = await escalations.listEscalations({ order, ...more });
    const keyOf = {
      deadline: ({ dueAt }: EscalationItem) => Date.parse(dueAt ?? ''),
      age: ({ startedAt }: EscalationItem) => Date.parse(startedAt),
      level: ({ level }: EscalationItem) => (level === 'manager' ? 0 : 1),
      newest: ({ closedAt }: EscalationItem) => (closedAt === undefined ? 0 : 1),
    }[order];
    expect(items).toHaveLength(order === 'deadline' ? 3 : 7);
    expect(items.map(keyOf)).toEqual([...items.map(keyOf)].sort((a, b) => a - b));
    const found: EscalationItem[] = [];
    let cursor: string | undefined;
    do {
      const page = await escalations.listEscalations({ order, ...more, limit: 2, ...(cursor && { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(2);
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(found).toEqual(items);
  });

  test('only open escalations have a deadline', async () => {
    for (const wrong of [{ order: 'deadline' as const }, { dueWithin: '1h' as const }])
      await expect(escalations.listEscalations({ ...wrong, status: 'resolved' })).rejects.toThrow(
        /only open escalations|lists only open escalations/,
      );
    await expect(escalations.listEscalations({ order: 'severity' as never })).rejects.toThrow(InvalidInput);
  });

  test('by assignee, a person, a team or any of several', async () => {
    const status = 'open';
    expect(await list({ status, assignee: 'ana' })).toEqual(['acknowledged', 'pending']);
    expect(await list({ status, assignee: 'managers' })).toEqual(['manager']);
    expect(await list({ status, assignee: ['di', 'bo'] })).toEqual(['acknowledged', 'manager', 'pending']);
    expect(await list({ status, assignee: 'eve' })).toEqual([]);
  });

  test('by level: the current one, and by run and age', async () => {
    expect(await list({ level: 'manager' })).toEqual(['cancelled', 'first', 'manager']);
    expect(await list({ level: 'executive' })).toEqual([]);
    expect(await list({ runId: 'run-1' })).toEqual(['first', 'second']);
    expect(await list({ olderThan: '1h' })).toEqual([]);
    expect(await list({ newerThan: '1h' })).toHaveLength(7);
  });

  test('each item is on one page; wrong arguments are named', async () => {
    const all: EscalationItem[] = [];
    let cursor: string | undefined;
    do {
      const page = await escalations.listEscalations({ limit: 2, ...(cursor && { cursor }) });
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    expect(names(all)).toHaveLength(7);
    const { nextCursor } = await escalations.listEscalations({ limit: 1 });
    for (const [options, field] of [
      [{ status: 'approved' }, 'status'],
      [{ level: 'boss' }, 'level'],
      [{ assignee: [] }, 'assignee'],
      [{ limit: 0 }, 'limit'],
      [{ cursor: nextCursor, status: 'open' }, 'cursor'],
    ] as [object, string][]) {
      await expect(escalations.listEscalations(options)).rejects.toThrow(InvalidInput);
      await expect(escalations.listEscalations(options)).rejects.toThrow(field);
    }
    await expect(runs.list({ cursor: nextCursor as string })).rejects.toThrow('cursor');
  });
});

describe('getHistory', () => {
  const expected = () => [
    {
      id: ids.first,
      kind: 'escalation',
      status: 'resolved',
      level: 'manager',
      startLevel: 'human_review',
      reason: 'the first',
      triggers: [],
      startedAt: expect.any(String),
      endedAt: expect.any(String),
      promotions: [
        { at: expect.any(String), from: 'human_review', to: 'manager', by: 'ana', reason: 'not mine' },
      ],
      resolution: expect.objectContaining({
        action: 'continue',
        resolvedBy: 'di',
        resolution: 'looked at it',
      }),
    },
    expect.objectContaining({
      id: ids.second,
      reason: 'the second',
      level: 'human_review',
      acknowledgedBy: 'bo',
      promotions: [],
      resolution: expect.objectContaining({ action: 'abort', resolvedBy: 'bo' }),
    }),
  ];

  test('in order, after the run ended, with no worker', async () => {
    await temporal.stopWorker();
    expect(await runs.get('run-1')).toMatchObject({ status: 'aborted' });
    expect(await escalations.getHistory('run-1')).toEqual(expected());
  });

  test('of an open run without a worker: what Temporal knows', async () => {
    await temporal.stopWorker();
    const [item] = await escalations.getHistory('run-2');
    expect(item).toMatchObject({ id: ids.pending, status: 'pending', level: 'human_review' });
    expect(item?.unknown).toContain('promotions');
    expect(item?.reason).toHaveLength(600);
  });

  test("of an escalation that Temporal has deleted: what its run's record says", async () => {
    const gone = {
      id: 'gone',
      status: 'resolved',
      level: 'manager',
      reason: 'x',
      startedAt: '2026-01-01T00:00:00.000Z',
    };
    const record = { ...openRun('run-7', {}, 0), status: 'completed', escalations: [gone] };
    // A record that names an escalation without a workflow. Here only a foreign worker can make such a record.
    const connection = await NativeConnection.connect({ address: temporal.address });
    const worker = await Worker.create({
      connection,
      namespace: temporal.namespace,
      taskQueue: temporal.taskQueue,
      workflowsPath: require.resolve('../../support/foreign-workflows'),
    });
    await worker.runUntil(
      temporal.client.workflow.execute('hitlAgentRun', {
        workflowId: 'run-7',
        taskQueue: temporal.taskQueue,
        args: [{}, record],
      }),
    );
    await connection.close();
    expect(await escalations.getHistory('run-7')).toEqual([
      {
        ...gone,
        kind: 'escalation',
        triggers: [],
        promotions: [],
        unknown: expect.arrayContaining(['promotions']) as string[],
      },
    ]);
  });

  test('of an unknown run', async () => {
    await expect(escalations.getHistory('nobody')).rejects.toThrow(RunNotFound);
  });
});

test('the runs they belong to are listed by status', async () => {
  const inStatus = async (status: 'running' | 'aborted' | 'cancelled') =>
    (await runs.list({ status })).items.map(({ id }) => id).sort();
  expect(await inStatus('running')).toEqual(expect.arrayContaining(['run-2', 'run-3', 'run-4']));
  expect(await inStatus('aborted')).toEqual(expect.arrayContaining(['run-1']));
});
