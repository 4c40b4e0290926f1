import { InvalidInput, type RequestItem, type RequestStatus } from '../../../client';
import { CONFIG, eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
const ids: Record<string, string> = {};

beforeAll(async () => {
  temporal = await startTemporal();
  await temporal.withWorker(makeRequests, {
    ...CONFIG,
    policies: [
      {
        name: 'quick',
        actions: ['quick'],
        approvers: ['security-team'],
        expireAfter: '1h',
        severity: 'critical',
      },
      { name: 'slow', actions: ['slow'], approvers: ['finance-team'], expireAfter: '90 days' },
      { name: 'now', actions: ['now'], approvers: ['ana'], expireAfter: '10ms' },
      {
        name: 'payments',
        actions: ['pay', 'pay:*'],
        approvers: ['finance-team'],
        expireAfter: '4h',
        severity: 'medium',
      },
    ],
    fallback: { approvers: ['ana'] },
  });
  ids.unplanned = await request('pay');
  await eventually(async () => (await temporal.manager.countRequests()) === 10);
});
afterAll(() => temporal?.stop());

async function request(action: string, more = {}): Promise<string> {
  return (await temporal.manager.requestApproval({ action, requesterId: 'user-1', ...more })).id;
}

async function makeRequests(): Promise<void> {
  const { manager, client } = temporal;
  const resource = 'acc-1';
  const description = `long ${'ä'.repeat(300)}`;
  Object.assign(ids, { pay: await request('pay', { resource, description, runId: 'run-1' }) });
  Object.assign(ids, {
    slow: await request('slow'),
    quick: await request('quick', { requesterId: "O'Brien" }),
  });
  Object.assign(ids, { approved: await request('pay'), rejected: await request('pay') });
  Object.assign(ids, {
    cancelled: await request('pay'),
    terminated: await request('pay'),
    expired: await request('now'),
  });
  Object.assign(ids, { temporalCancelled: await request('pay') });
  await manager.approve(ids.approved as string, { decidedBy: 'ana' });
  await manager.reject(ids.rejected as string, { decidedBy: 'ana', reason: 'no' });
  await manager.cancel(ids.cancelled as string, { cancelledBy: 'user-1' });
  await client.workflow.getHandle(ids.temporalCancelled as string).cancel();
  await manager.waitForApproval(ids.temporalCancelled as string);
  await manager.waitForApproval(ids.expired as string);
  for (const id of [ids.pay, ids.slow, ids.quick])
    await eventually(async () => (await manager.getRequest(id as string)).stage === 1);
  await client.workflow.getHandle(ids.terminated as string).terminate();
}

const names = (items: RequestItem[]) =>
  items.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id));
const list = async (options = {}) => names((await temporal.manager.listRequests(options)).items);

describe('listRequests', () => {
  test('an item has the fields of memo and search attributes', async () => {
    const { items } = await temporal.manager.listRequests({ runId: 'run-1' });
    expect(items).toEqual([
      {
        id: ids.pay,
        kind: 'approval',
        status: 'pending',
        action: 'pay',
        resource: 'acc-1',
        description: expect.stringMatching(/^long ä+…$/),
        requesterId: 'user-1',
        runId: 'run-1',
        requestedAt: expect.any(String),
        expiresAt: expect.any(String),
        approvers: expect.arrayContaining(['finance-team', 'ana', 'bo']),
        severity: 'medium',
        policies: ['payments'],
        contentHash: expect.any(String),
      },
    ]);
  });

  test.each<[RequestStatus, string[]]>([
    ['pending', ['pay', 'quick', 'slow', 'unplanned']],
    ['approved', ['approved']],
    ['rejected', ['rejected']],
    ['expired', ['expired']],
    ['cancelled', ['cancelled', 'temporalCancelled', 'terminated']],
  ])('filters by status %s, and every item has it', async (status, expected) => {
    const { items } = await temporal.manager.listRequests({ status });
    expect(names(items).sort()).toEqual(expected);
    expect(
      items.every(
        (item) => item.status === status && (status === 'pending') === (item.closedAt === undefined),
      ),
    ).toBe(true);
    expect(await temporal.manager.countRequests({ status })).toBe(expected.length);
  });

  test('by approver, a person, a team or any of several', async () => {
    const status = 'pending';
    expect((await list({ status, approver: 'bo' })).sort()).toEqual(['pay', 'slow']);
    expect(await list({ status, approver: ['cy'] })).toEqual(['quick']);
    expect((await list({ status, approver: ['security-team', 'finance-team'] })).sort()).toEqual([
      'pay',
      'quick',
      'slow',
    ]);
    expect(await list({ status, approver: 'eve' })).toEqual([]);
  });

  test('values are quoted, whatever they contain', async () => {
    expect(await list({ requesterId: "O'Brien" })).toEqual(['quick']);
    expect(await list({ requesterId: "' OR HitlKind = 'approval" })).toEqual([]);
    expect(await list({ requesterId: "'' OR ''='" })).toEqual([]);
    expect(await list({ action: 'quick' })).toEqual(['quick']);
    expect(await list({ action: '%' })).toEqual([]);
  });

  test('by words of what it says, of all rows', async () => {
    expect(await list({ search: 'LONG acc' })).toEqual(['pay']);
    expect(await list({ search: "o'brien", status: 'pending' })).toEqual(['quick']);
    expect(await list({ search: 'ong' })).toEqual([]);
    const { items, searched } = await temporal.manager.listRequests({ search: 'user', limit: 2 });
    expect([items.length, searched]).toEqual([2, { rows: 10, of: 10 }]);
    const all = await temporal.manager.listRequests({ search: 'user' });
    expect(all).toMatchObject({ searched: { rows: 10, of: 10, matches: all.items.length } });
    expect(all).not.toHaveProperty('nextCursor');
    for (const wrong of [{ search: ' ' }, { search: 'a', cursor: 'b' }])
      await expect(temporal.manager.listRequests(wrong)).rejects.toThrow(InvalidInput);
  });

  test.each(['newest', 'deadline', 'age', 'severity'] as const)(
    'by words in the order %s and with every other filter, page by page',
    async (order) => {
      const search = 'user';
      const without = async (options: object) =>
        (await list({ order, ...options })).filter((name) => name !== 'quick');
      expect(await list({ search, order })).toEqual(await without({}));
      for (const limit of [1, 2, 3])
        expect(await allPages({ search, order, limit })).toEqual(await without({}));
      const filter = { status: 'pending', severity: 'medium', action: 'p*', newerThan: '1h', approver: 'bo' };
      expect(await allPages({ search, order, ...filter, limit: 1 })).toEqual(['pay']);
      const first = await temporal.manager.listRequests({ search, order, limit: 1 });
      for (const other of [{ search: 'use' }, { search, runId: 'run-1' }, {}])
        await expect(
          temporal.manager.listRequests({ order, ...other, cursor: first.nextCursor as string }),
        ).rejects.toThrow('cursor: belongs to a list with another filter or order');
    },
  );

  test('by ids', async () => {
    const wanted = [ids.pay, ids.quick, 'nothing'] as string[];
    expect((await list({ ids: wanted })).sort()).toEqual(['pay', 'quick']);
    await expect(temporal.manager.listRequests({ ids: [] })).rejects.toThrow('ids: an empty list');
  });

  test('by age', async () => {
    expect(await list({ olderThan: '1h' })).toEqual([]);
    expect(await list({ newerThan: '1h' })).toHaveLength(10);
  });

  test('by resource, and by how an action, a resource or a requester begins', async () => {
    const status = 'pending';
    expect(await list({ resource: 'acc-1' })).toEqual(['pay']);
    expect(await list({ resource: 'acc' })).toEqual([]);
    expect(await list({ resource: 'acc*' })).toEqual(['pay']);
    expect(await list({ resource: 'acc-1*' })).toEqual(['pay']);
    expect((await list({ status, action: 'p*' })).sort()).toEqual(['pay', 'unplanned']);
    expect(await list({ status, requesterId: "O'B*" })).toEqual(['quick']);
    expect((await list({ status, requesterId: 'user-*' })).sort()).toEqual(['pay', 'slow', 'unplanned']);
    for (const action of ['%*', '_*', 'p%*', "x' OR '1*", 'a*b*', '[p]*']) {
      const isUnclear = action === 'p%*' || action === '%*';
      if (isUnclear)
        await expect(list({ action })).rejects.toThrow(
          /^action: must not have a quote or a '%' just before its '\*'/,
        );
      else expect(await list({ action })).toEqual([]);
    }
    expect(await temporal.manager.countRequests({ status, action: 'p*' })).toBe(2);
  });

  test('by policy and by severity', async () => {
    const status = 'pending';
    expect(await list({ status, policy: 'payments' })).toEqual(['pay']);
    expect((await list({ status, policy: ['payments', 'quick'] })).sort()).toEqual(['pay', 'quick']);
    expect(await list({ policy: 'now' })).toEqual(['expired']);
    expect(await list({ policy: 'pay*' })).toEqual([]);
    expect(await list({ status, severity: 'critical' })).toEqual(['quick']);
    expect((await list({ status, severity: ['critical', 'medium'] })).sort()).toEqual(['pay', 'quick']);
    expect(await list({ severity: 'low' })).toEqual([]);
    const { items } = await temporal.manager.listRequests({ status, severity: 'critical' });
    expect(items).toMatchObject([{ severity: 'critical', policies: ['quick'] }]);
    expect(await temporal.manager.countRequests({ status, severity: 'medium' })).toBe(1);
  });

  test('by when they are due: only pending ones that have a deadline', async () => {
    expect(await list({ dueWithin: '2h' })).toEqual(['quick']);
    expect((await list({ dueWithin: '1 day', status: 'pending' })).sort()).toEqual(['pay', 'quick']);
    expect(await list({ dueWithin: '365 days', order: 'deadline' })).toEqual(['quick', 'pay', 'slow']);
    expect(await list({ dueWithin: '1m' })).toEqual([]);
  });

  test('newest: pending first by their start, then the others by their end', async () => {
    const order = await list();
    expect(order.slice(0, 5)).toEqual(['unplanned', 'quick', 'slow', 'pay', 'terminated']);
    expect(order.indexOf('rejected')).toBeLessThan(order.indexOf('approved'));
  });

  test('deadline: soonest first, unplanned last, page by page', async () => {
    const expected = ['quick', 'pay', 'slow', 'unplanned'];
    expect(await list({ order: 'deadline' })).toEqual(expected);
    expect(await list({ order: 'deadline', approver: 'bo' })).toEqual(['pay', 'slow']);
    for (const limit of [1, 2, 3, 4]) expect(await allPages({ order: 'deadline', limit })).toEqual(expected);
  });

  test('age: the oldest first, of every status, page by page', async () => {
    expect(await list({ status: 'pending', order: 'age' })).toEqual(['pay', 'slow', 'quick', 'unplanned']);
    const all = await list({ order: 'age' });
    expect(all).toHaveLength(10);
    expect([all[0], all.at(-1)]).toEqual(['pay', 'unplanned']);
    expect(await list({ order: 'age', newerThan: '1h', status: 'approved' })).toEqual(['approved']);
    for (const limit of [1, 3, 9, 10]) expect(await allPages({ order: 'age', limit })).toEqual(all);
  });

  test('severity: the highest first, then as newest, page by page', async () => {
    const status = 'pending';
    const expected = ['quick', 'pay', 'unplanned', 'slow'];
    expect(await list({ status, order: 'severity' })).toEqual(expected);
    for (const limit of [1, 2, 3, 4])
      expect(await allPages({ status, order: 'severity', limit })).toEqual(expected);
    const all = await list({ order: 'severity' });
    expect(all).toHaveLength(10);
    expect(all[0]).toBe('quick');
    for (const limit of [1, 3, 9, 10]) expect(await allPages({ order: 'severity', limit })).toEqual(all);
    // The last page says that it is the last, also where it is full.
    const last = await temporal.manager.listRequests({ status, order: 'severity', limit: 4 });
    expect(last).not.toHaveProperty('nextCursor');
    expect(await list({ status, order: 'severity', severity: 'medium' })).toEqual(['pay']);
  });

  test('each item is on exactly one page', async () => {
    const all = await list();
    for (const limit of [1, 3, 5, 1000]) expect(await allPages({ limit })).toEqual(all);
  });
});

async function allPages(options: object): Promise<(string | undefined)[]> {
  const found: RequestItem[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await temporal.manager.listRequests({ ...options, ...(cursor && { cursor }) });
    found.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) return names(found);
  }
}
