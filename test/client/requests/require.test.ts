import { NotApproved, NotClaimed } from '../../../client';
import type { ConfigInput } from '../../../contract/config/config';
import { shownHash, startTemporal, type TemporalForTests } from '../../support/temporal';

const config: ConfigInput = {
  directory: { finance: ['ana', 'bo'] },
  policies: [
    {
      name: 'payments',
      approvers: ['finance'],
      decisions: ['approve', 'reject', 'edit', 'respond'],
      editable: ['/amount'],
    },
  ],
};

describe('requireApproval', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
  afterAll(() => temporal?.stop());

  let count = 0;
  const input = () => ({
    id: `payment-${++count}`,
    action: 'pay',
    context: { amount: 900, to: 'acme' },
    requesterId: 'agent-1',
    response: { properties: { center: { type: 'string' as const } } },
  });
  const during = <T>(story: () => Promise<T>) => temporal.withWorker(story, config);

  it('runs the function once with what was approved, and reports the outcome', () =>
    during(async () => {
      const { manager } = temporal;
      const request = input();
      await manager.requestApproval(request);
      const edited = await manager.edit(request.id, {
        decidedBy: 'ana',
        context: { amount: 500, to: 'acme' },
        expected: { contentHash: await shownHash(manager, request.id) },
        notes: 'half of it',
        answer: { center: 'AB1' },
      });
      expect(edited).toMatchObject({ outcome: 'accepted' });
      const pay = jest.fn(() => Promise.resolve({ transfer: 'tr-17' }));
      const result = await manager.requireApproval(request, pay, {
        reference: ({ transfer }) => transfer,
        timeout: '20s',
      });
      expect(result).toEqual({ transfer: 'tr-17' });
      expect(pay.mock.calls).toEqual([
        [
          {
            id: request.id,
            context: { amount: 500, to: 'acme' },
            edited: true,
            note: 'half of it',
            answer: { center: 'AB1' },
            idempotencyKey: request.id,
          },
        ],
      ]);
      expect((await manager.getRequest(request.id)).use).toMatchObject({
        claimedBy: 'agent-1',
        outcome: 'committed',
        reference: 'tr-17',
      });
      const again = manager.requireApproval(request, pay);
      await expect(again).rejects.toThrow(NotClaimed);
      await expect(again).rejects.toMatchObject({ claim: { outcome: 'already_claimed' } });
      expect(pay).toHaveBeenCalledTimes(1);
    }));

  it('of two callers with one request runs the function of one', () =>
    during(async () => {
      const { manager } = temporal;
      const request = input();
      const pay = jest.fn(() => Promise.resolve('paid'));
      const both = [1, 2].map(() => manager.requireApproval(request, pay));
      const settled = Promise.allSettled(both);
      await manager.requestApproval(request);
      await manager.approve(request.id, { decidedBy: 'ana' });
      expect((await settled).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(pay).toHaveBeenCalledTimes(1);
    }));

  it('reports a function that throws as failed, and throws its error', () =>
    during(async () => {
      const { manager } = temporal;
      const request = input();
      await manager.requestApproval(request);
      await manager.approve(request.id, { decidedBy: 'ana' });
      const failing = manager.requireApproval(request, () => {
        throw new Error('the bank is closed');
      });
      await expect(failing).rejects.toThrow('the bank is closed');
      expect((await manager.getRequest(request.id)).use).toMatchObject({
        outcome: 'failed',
        detail: 'Error: the bank is closed',
      });
    }));

  it.each([
    ['rejected', 'DENIED by ana: pay. Reason: "too much".', { reason: 'too much' }],
    ['answered', 'ANSWERED by ana, not approved: pay. Do not do it. ana wrote: "later".', { text: 'later' }],
  ])('does not run the function of a request that is %s', (status, words, said) =>
    during(async () => {
      const { manager } = temporal;
      const request = input();
      await manager.requestApproval(request);
      await manager.decide(request.id, status === 'rejected' ? 'reject' : 'respond', {
        decidedBy: 'ana',
        ...said,
      });
      const pay = jest.fn();
      const refused = manager.requireApproval(request, pay);
      await expect(refused).rejects.toThrow(NotApproved);
      await expect(refused).rejects.toMatchObject({
        message: expect.stringContaining(words),
        record: { status },
      });
      expect(pay).not.toHaveBeenCalled();
    }),
  );

  it('does not wait longer than the timeout, and refuses unknown options', async () => {
    const { manager } = temporal;
    const waiting = manager.requireApproval(input(), jest.fn(), { timeout: '1s' });
    await expect(waiting).rejects.toThrow('still pending after 1s');
    const misspelt = manager.requireApproval(input(), jest.fn(), { timout: '1s' } as object);
    await expect(misspelt).rejects.toThrow('timout: is not a known option');
  });
});
