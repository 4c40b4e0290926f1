import { randomUUID } from 'node:crypto';
import { InvalidInput, RequestIdTaken } from '../../../client';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
});
afterAll(() => temporal?.stop());

const input = {
  action: 'transfer_funds',
  resource: 'bank-account-123',
  context: { amount: 15_000 },
  requesterId: 'user-1',
};

describe('requestApproval', () => {
  test('needs no worker, and makes a readable id', async () => {
    await temporal.stopWorker();
    const request = await temporal.manager.requestApproval(input);
    expect(request).toEqual({
      id: request.id,
      status: 'pending',
      created: true,
      contentHash: expect.any(String),
    });
    expect(request.id).toMatch(/^approval-transfer-funds-[0-9a-z]{12}$/);
    const described = await temporal.client.workflow.getHandle(request.id).describe();
    expect(described.memo).toMatchObject({ action: 'transfer_funds', contentHash: request.contentHash });
    expect(await described.staticSummary()).toBe('transfer_funds on bank-account-123, for user-1');
    expect(await described.staticDetails()).toContain('"amount": 15000');
    expect(described.searchAttributes).toMatchObject({
      HitlKind: ['approval'],
      HitlStatus: ['pending'],
      HitlResource: ['bank-account-123'],
      HitlRequester: ['user-1'],
    });
  });

  test('the same id again returns the existing request, also with another order of the keys of its context', async () => {
    const id = randomUUID();
    const context = { a: 1, b: new Date(0), c: undefined };
    const first = await temporal.manager.requestApproval({ ...input, id, context: context as never });
    const again = await temporal.manager.requestApproval({
      ...input,
      id,
      context: { b: '1970-01-01T00:00:00.000Z', a: 1 },
    });
    expect(again).toEqual({ ...first, created: false });
  });

  test('the same id returns the outcome after the request has ended', async () => {
    const id = randomUUID();
    await temporal.withWorker(async () => {
      await temporal.manager.requestApproval({ ...input, id });
      await temporal.manager.reject(id, { decidedBy: 'ana', reason: 'no invoice' });
    });
    expect(await temporal.manager.requestApproval({ ...input, id })).toMatchObject({
      id,
      status: 'rejected',
      created: false,
    });
  });

  test('many calls at once with one id make one request', async () => {
    const id = randomUUID();
    const all = await Promise.all(
      Array.from({ length: 8 }, () => temporal.manager.requestApproval({ ...input, id })),
    );
    expect(all.filter(({ created }) => created)).toHaveLength(1);
  });

  test('the same id with other content is refused', async () => {
    const { id } = await temporal.manager.requestApproval(input);
    const other = temporal.manager.requestApproval({ ...input, id, context: { amount: 15_001 } });
    await expect(other).rejects.toThrow(RequestIdTaken);
    await expect(other).rejects.toThrow(
      `${id}: a request with other content has this id: transfer_funds for user-1. Choose another id`,
    );
  });

  test('the id of a workflow that is not a request is refused, and the error says so', async () => {
    const id = randomUUID();
    await temporal.client.workflow.start('somethingElse', { workflowId: id, taskQueue: 'nobody' });
    const taken = temporal.manager.requestApproval({ ...input, id });
    await expect(taken).rejects.toThrow(RequestIdTaken);
    await expect(taken).rejects.toThrow('somethingElse');
  });

  test('any id that Temporal allows is accepted', async () => {
    const id = `Zahlung #7/ä "quoted" 'x' ${randomUUID()}`;
    await temporal.manager.requestApproval({ ...input, id });
    expect((await temporal.manager.getRequest(id)).id).toBe(id);
  });

  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  test.each([
    ['action', { action: '' }],
    ['action', { action: undefined }],
    ['requesterId', { requesterId: ' ana' }],
    ['description', { description: 'x'.repeat(5_000) }],
    ['id', { id: '' }],
    ['context.list.1', { context: { list: [1, NaN] } }],
    ['context.amount: is an integer beyond', { context: { amount: 2 ** 53 } }],
    ['context.list.0: is Infinity', { context: { list: [Infinity] } }],
    ['context.a.b', { context: { a: { b: 10n } } }],
    ['context.f', { context: { f: () => 1 } }],
    ['context.s', { context: { s: Symbol('s') } }],
    ['context.self', { context: cycle }],
    ['context.m', { context: { m: new Map() } }],
    ['context.d', { context: { d: new Date(NaN) } }],
    ['context', { context: { big: 'x'.repeat(300_000) } }],
    ['context', { context: 'text' }],
    ['expireAfter', { expireAfter: '1h' }],
  ])('names the field that is wrong: %s', async (field, wrong) => {
    const request = temporal.manager.requestApproval({ ...input, ...wrong } as never);
    await expect(request).rejects.toThrow(InvalidInput);
    await expect(request).rejects.toThrow(field);
  });
});
