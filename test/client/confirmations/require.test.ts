import {
  ConfirmationCancelledError,
  type ConfirmationOptions,
  InvalidInput,
  requireConfirmation,
} from '../../../client';
import { guarding } from '../../support/guarding';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());
const { options, asked } = guarding(() => temporal);

describe('a guarded function', () => {
  test('runs once with the same arguments after the person confirmed, and returns its result', () =>
    temporal.withWorker(async () => {
      const fn = jest.fn(async (a: number, { b }: { b: string }) => `${a}${b}`);
      const given = options<[number, { b: string }], string>({ message: (a, { b }) => `${a} and ${b}?` });
      const answer = requireConfirmation(given, fn)(1, { b: 'x' });
      const { id, message, requesterId } = await asked(given.action);
      expect([message, requesterId]).toEqual(['1 and x?', 'ana']);
      expect(await temporal.manager.getRequest(id)).toMatchObject({
        kind: 'confirmation',
        context: { arguments: [1, { b: 'x' }] },
        confirmation: { message: '1 and x?', confirmers: ['ana'], expireAfter: 60_000 },
      });
      expect(fn).not.toHaveBeenCalled();
      await temporal.manager.approve(id, { decidedBy: 'ana' });
      await temporal.manager.approve(id, { decidedBy: 'ana' });
      expect(await answer).toBe('1x');
      expect(fn.mock.calls).toEqual([[1, { b: 'x' }]]);
    }));

  test('runs after the exact value was typed; the workflow compares it', () =>
    temporal.withWorker(async () => {
      const fn = jest.fn(async (table: string) => table);
      const given = options<[string], string>({ confirmValue: (table) => `drop ${table}` });
      const answer = requireConfirmation(given, fn)('users');
      const { id } = await asked(given.action);
      const typed = (confirm?: string) =>
        temporal.manager.approve(id, { decidedBy: 'ana', ...(confirm !== undefined && { confirm }) });
      expect(await typed()).toMatchObject({ outcome: 'invalid' });
      expect(await typed('drop Users')).toMatchObject({ outcome: 'invalid', status: 'pending' });
      expect(fn).not.toHaveBeenCalled();
      expect(await typed('drop users')).toMatchObject({ outcome: 'accepted' });
      expect(await answer).toBe('users');
    }));

  test.each<[string, Partial<ConfirmationOptions<[], string>>, (id: string) => Promise<unknown>]>([
    ['rejected', {}, (id) => temporal.manager.reject(id, { decidedBy: 'ana' })],
    ['cancelled', {}, (id) => temporal.manager.cancel(id, { cancelledBy: 'ana', reason: 'no' })],
    ['cancelled', {}, (id) => temporal.client.workflow.getHandle(id).terminate('enough')],
    ['expired', { timeout: '500ms' }, async () => {}],
  ])('never runs when %s: it throws, or returns the result of onCancel', (status, more, act) =>
    temporal.withWorker(async () => {
      const fn = jest.fn(async () => 'ran');
      const thrown = options(more);
      const failing = requireConfirmation(thrown, fn)();
      const caught = failing.catch((error: unknown) => error);
      const { id } = await asked(thrown.action);
      await act(id);
      expect(await caught).toMatchObject({ name: 'ConfirmationCancelledError', id, status });
      expect(await caught).toBeInstanceOf(ConfirmationCancelledError);
      expect(((await caught) as Error).message).toContain('nothing was run');

      const onCancel = jest.fn(async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return 'instead';
      });
      const answered = options({ ...more, onCancel });
      const answer = requireConfirmation(answered, fn)();
      const second = await asked(answered.action);
      await act(second.id);
      expect(await answer).toBe('instead');
      expect(onCancel.mock.calls).toEqual([
        [expect.objectContaining({ id: second.id, status, record: expect.objectContaining({ status }) })],
      ]);
      expect(fn).not.toHaveBeenCalled();
    }),
  );

  test('a rejection without a reason gets the reason "declined"; for an approval it is invalid', () =>
    temporal.withWorker(async () => {
      const given = options();
      const call = requireConfirmation(given, async () => 1)().catch((error: Error) => error.message);
      const { id } = await asked(given.action);
      expect(await temporal.manager.reject(id, { decidedBy: 'ana' })).toMatchObject({ outcome: 'accepted' });
      expect(await call).toMatch(/rejected by ana at .*: declined/);
      const approval = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent' });
      expect(await temporal.manager.reject(approval.id, { decidedBy: 'ana' })).toMatchObject({
        outcome: 'invalid',
      });
    }));

  test('asks one team or several; no one else may confirm, not even the requester', () =>
    temporal.withWorker(async () => {
      const given = options({ confirmer: ['finance-team', 'cy'], requesterId: 'eve' });
      const answer = requireConfirmation(given, async () => 'ran')();
      const { id } = await asked(given.action);
      expect(await temporal.manager.approve(id, { decidedBy: 'eve' })).toMatchObject({
        outcome: 'not_authorized',
      });
      expect(await temporal.manager.approve(id, { decidedBy: 'bo' })).toMatchObject({ outcome: 'accepted' });
      expect(await answer).toBe('ran');
    }));

  test('an approval that arrived in time counts, although the worker took it late', async () => {
    const given = options({ timeout: '1500ms' });
    const answer = requireConfirmation(given, async () => 'ran')();
    const { id } = await asked(given.action);
    await temporal.client.workflow.getHandle(id).signal('decide', { decision: 'approve', decidedBy: 'ana' });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await temporal.withWorker(() => answer)).toBe('ran');
  });

  test.each<[string, object]>([
    ['no confirmer and no requester', { requesterId: undefined }],
    ['an empty list', { confirmer: [] }],
    ['a terminal where there is none', { confirmer: 'terminal' }],
  ])('without anyone to ask it refuses: %s', async (_, more) => {
    const fn = jest.fn(async () => 'ran');
    const onCancel = async (outcome: { status: string; id?: string }) => `${outcome.status} ${outcome.id}`;
    expect(await requireConfirmation(options({ ...more, onCancel }), fn)()).toBe('cancelled undefined');
    await expect(requireConfirmation(options(more), fn)()).rejects.toMatchObject({
      name: 'ConfirmationCancelledError',
      status: 'cancelled',
    });
    expect(fn).not.toHaveBeenCalled();
  });

  test('an empty team counts as no one to ask', () =>
    temporal.withWorker(
      async () => {
        await expect(
          requireConfirmation(options({ confirmer: 'ghosts' }), async () => 'ran')(),
        ).rejects.toMatchObject({ name: 'ConfirmationCancelledError', status: 'cancelled' });
      },
      { directory: async (team) => (team === 'ghosts' ? [] : undefined), fallback: 'reject' },
    ));
});

test.each<[string, object]>([
  ['timeout', { timeout: 60 }],
  ['timeout', { timeout: '60 parsecs' }],
])('a wrong option is named when the function is guarded: %s', (field, more) => {
  expect(() => requireConfirmation(options(more), async () => 1)).toThrow(InvalidInput);
  expect(() => requireConfirmation(options(more), async () => 1)).toThrow(field);
});

test.each<[string, object]>([
  ['message', { message: '' }],
  ['message', { message: () => undefined }],
  ['confirmValue', { confirmValue: '' }],
  ['confirmValue', { confirmValue: () => undefined }],
  ['confirmValue', { confirmValue: 'x'.repeat(201) }],
  ['confirmers', { confirmer: [' ana'] }],
  ['requesterId', { requesterId: 'x'.repeat(201), confirmer: 'ana' }],
  ['context', { context: () => ({ f: () => 1 }) }],
])('an option that is wrong only for a call is named when it is called: %s', async (field, more) => {
  const fn = jest.fn(async () => 'ran');
  const call = requireConfirmation(options(more), fn)();
  await expect(call).rejects.toThrow(InvalidInput);
  await expect(call).rejects.toThrow(field);
  expect(fn).not.toHaveBeenCalled();
});
