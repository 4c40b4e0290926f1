import { z } from 'zod';
import type { PolicyInput } from '../../../contract/config/policy';
import { editable, PAYMENT, shown } from '../../support/edits';
import { DEADLINE, MINUTE, START } from '../../support/requests';

describe('policies and an edit', () => {
  const context = { amount: 900, to: 'acme' };
  const policies: PolicyInput[] = [
    { ...PAYMENT, editable: ['/amount', '/to'] },
    { name: 'large', condition: (c) => c.amount > 1_000, approvers: ['board'], expireAfter: '30m' },
    { name: 'sanctioned', effect: 'deny', condition: (c) => c.to === 'badco', reason: 'on the list' },
  ];
  const rules = editable({ policies });

  it('ask the approvers of a stricter policy that now matches', async () => {
    const { record, verdict } = await rules.edit(await rules.begin({ context }), 'bo', {
      ...context,
      amount: 5_000,
    });
    expect(verdict).toMatchObject({ outcome: 'accepted', status: 'pending' });
    expect(record).toMatchObject({
      needed: [{ policy: 'large', count: 1, people: ['di', 'ana'] }],
      plan: { matched: [{ policy: 'payment' }, { policy: 'large' }] },
    });
    expect((await rules.approve(record, 'di')).record).toMatchObject({
      status: 'approved',
      context: { amount: 5_000 },
    });
  });

  it('refuse it where they would have rejected the request', async () => {
    const before = await rules.begin({ context });
    const { record, verdict } = await rules.edit(before, 'bo', { ...context, to: 'badco' });
    expect(verdict).toMatchObject({
      outcome: 'invalid',
      status: 'pending',
      message: 'The content was not changed. Policy sanctioned rejects it: on the list.',
    });
    expect(record.context).toEqual(context);
  });

  it('refuse it where the context does not fit their schema', async () => {
    const typed = editable({
      policies: [{ ...PAYMENT, context: z.object({ amount: z.number(), to: z.string() }) }],
    });
    const { verdict } = await typed.edit(await typed.begin({ context }), 'bo', { ...context, amount: '900' });
    expect(verdict.outcome).toBe('invalid');
    expect(verdict.message).toMatch(/does not fit policy payment: .*amount/);
  });

  it('refuse it where no policy would cover the request, or its quorum cannot be reached', async () => {
    const small = editable({
      policies: [
        { ...PAYMENT, condition: (c) => c.amount < 1_000 },
        { name: 'two', condition: (c) => c.amount === 2_000, approvers: ['eve'] },
      ],
    });
    const before = await small.begin({ context });
    expect((await small.edit(before, 'bo', { ...context, amount: 1_500 })).verdict.message).toContain(
      'no policy covers this request',
    );
    expect((await small.edit(before, 'bo', { ...context, amount: 2_000 })).verdict.message).toContain(
      'not enough eligible people',
    );
  });

  it('move the deadline earlier, never later', async () => {
    const before = await rules.begin({ context });
    expect(before.expiresAt).toBe(new Date(DEADLINE).toISOString());
    const { record } = await rules.edit(before, 'bo', { ...context, amount: 5_000 });
    expect(record.expiresAt).toBe(new Date(START + 30 * MINUTE).toISOString());
    const long = editable({
      policies: [
        { ...PAYMENT, condition: (c) => c.amount < 1_000 },
        { ...PAYMENT, name: 'slow', condition: (c) => c.amount >= 1_000, expireAfter: '9h', quorum: 2 },
      ],
    });
    const later = await long.edit(await long.begin({ context }), 'bo', { ...context, amount: 5_000 });
    expect(later.record.expiresAt).toBe(new Date(DEADLINE).toISOString());
  });

  it('refuse it where the deadline of the changed content has passed already', async () => {
    const before = await rules.begin({ context });
    const message = {
      decision: 'edit',
      decidedBy: 'bo',
      context: { ...context, amount: 5_000 },
      expected: shown(before),
    } as const;
    const { record, verdict } = await rules.decide(before, message, START + 40 * MINUTE);
    expect(verdict.message).toContain('Its deadline by policy large has already passed');
    expect(record.status).toBe('pending');
  });

  it('approve it at once if they ask nobody about the changed content', async () => {
    const allowed = editable({
      policies: [
        { ...PAYMENT, condition: (c) => c.amount > 100 },
        { name: 'small', effect: 'allow', condition: (c) => c.amount <= 100 },
      ],
    });
    const { record } = await allowed.edit(await allowed.begin({ context }), 'bo', { ...context, amount: 50 });
    expect(record).toMatchObject({
      status: 'approved',
      end: { by: 'people', name: 'bo' },
      context: { amount: 50 },
    });
  });
});
