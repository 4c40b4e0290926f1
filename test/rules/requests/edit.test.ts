import { z } from 'zod';
import type { PolicyInput } from '../../../contract/config/policy';
import { contentHash } from '../../../rules/digest';
import { contentOf } from '../../../rules/requests/edit';
import { textForModel } from '../../../rules/requests/words-for-model';
import { editable, shown } from '../../support/edits';
import { DEADLINE, MINUTE, START } from '../../support/requests';

const EDITS = { decisions: ['approve', 'reject', 'edit'] as const };
const payment: PolicyInput = {
  name: 'payment',
  approvers: ['finance'],
  decisions: [...EDITS.decisions],
  editable: ['/amount', '/items/*/price', '/note'],
  expireAfter: '1h',
};

const CONTEXT = { amount: 900, to: 'acme', items: [{ price: 1 }, { price: 2 }] };

describe('an edit', () => {
  const rules = editable({ policies: [payment] });

  it('approves the changed content, and the record keeps what was requested and what was changed', async () => {
    const before = await rules.begin({ context: CONTEXT });
    const { record, verdict } = await rules.edit(before, 'ana', { ...CONTEXT, amount: 500 });
    expect(verdict).toMatchObject({
      outcome: 'accepted',
      status: 'approved',
      message: 'Approved with the changed content.',
    });
    const changed = contentHash({ ...contentOf(before), context: { ...CONTEXT, amount: 500 } });
    expect(record).toMatchObject({
      status: 'approved',
      end: { by: 'people', name: 'ana' },
      context: { ...CONTEXT, amount: 500 },
      revision: 2,
      original: { context: CONTEXT, contentHash: before.plan?.contentHash },
      revisions: [
        {
          revision: 2,
          by: 'ana',
          contentHash: changed,
          patch: [{ op: 'replace', path: '/amount', value: 500 }],
        },
      ],
      plan: { contentHash: changed },
      decisions: [{ decision: 'edit', decidedBy: 'ana', revision: 2 }],
    });
    expect(textForModel(record)).toBe(
      'APPROVED WITH CHANGES by ana: pay. ana changed /amount from 900 to 500. ' +
        'Do it once with the changed arguments. Do not repeat the original call.',
    );
  });

  it.each([
    ['another path', { ...CONTEXT, to: 'mallory' }, 'changes /to, which may not be changed'],
    ['a new field', { ...CONTEXT, cc: 'x' }, 'changes /cc,'],
    ['a removed field', { amount: 900, to: 'acme' }, 'changes /items,'],
    ['a whole item of a list', { ...CONTEXT, items: [{ price: 1 }] }, 'changes /items/1,'],
    ['the list itself', { ...CONTEXT, items: 'none' }, 'changes /items,'],
    ['nothing', { ...CONTEXT }, 'changes nothing'],
    ['only the order of keys', { items: CONTEXT.items, to: 'acme', amount: 900 }, 'changes nothing'],
  ])('of %s is invalid and uses nothing up', async (_, context, message) => {
    const before = await rules.begin({ context: CONTEXT });
    const { record, verdict } = await rules.edit(before, 'ana', context, { decisionId: 'd1' });
    expect(verdict).toMatchObject({ outcome: 'invalid', status: 'pending' });
    expect(verdict.message).toContain(message);
    expect(record).toMatchObject({ context: CONTEXT, decisions: [] });
    expect(record.revision).toBeUndefined();
  });

  it.each([
    ['a field below a wildcard', { ...CONTEXT, items: [{ price: 1 }, { price: 3 }] }],
    ['a new field that the policy names', { ...CONTEXT, note: { any: ['thing'] } }],
  ])('may change %s', async (_, context) => {
    const { verdict, record } = await rules.edit(await rules.begin({ context: CONTEXT }), 'ana', context);
    expect(verdict.outcome).toBe('accepted');
    expect(record.context).toEqual(context);
  });

  it('keeps the types of values, the order of keys and Unicode', async () => {
    const context = { 'z\u0301': '名\u202E', amount: 0.1, big: 9007199254740991, items: [] };
    const before = await rules.begin({ context: { ...context, amount: 0.2 } });
    const { record } = await rules.edit(before, 'ana', context);
    expect(JSON.stringify(record.context)).toBe(JSON.stringify(context));
  });

  it('must name the content that it changes, and have a context', async () => {
    const before = await rules.begin({ context: CONTEXT });
    const edit = { decision: 'edit', decidedBy: 'ana' } as const;
    const context = { ...CONTEXT, amount: 1 };
    expect((await rules.decide(before, { ...edit, context })).verdict.message).toContain(
      'expected.contentHash',
    );
    expect((await rules.decide(before, { ...edit, expected: shown(before) })).verdict.message).toContain(
      'needs the whole new context',
    );
  });

  it.each([
    ['a stranger', 'mallory', /not an approver/],
    ['the requester', 'eve', /may not decide/],
  ])('of %s is not authorized', async (_, person, message) => {
    const before = await rules.begin({ context: CONTEXT });
    const { verdict } = await rules.edit(before, person, { ...CONTEXT, amount: 1 });
    expect(verdict).toMatchObject({ outcome: 'not_authorized', message: expect.stringMatching(message) });
  });

  it('is not authorized where the policies do not allow it', async () => {
    const plain = editable({ policies: [{ name: 'plain', approvers: ['finance'] }] });
    const before = await plain.begin({ context: CONTEXT });
    const { verdict } = await plain.edit(before, 'ana', { ...CONTEXT, amount: 1 });
    expect(verdict).toMatchObject({ outcome: 'not_authorized', status: 'pending' });
    const responds = await plain.decide(before, { decision: 'respond', decidedBy: 'ana', text: 'why?' });
    expect(responds.verdict).toMatchObject({
      outcome: 'not_authorized',
      message:
        "The policies of this request do not allow the decision 'respond'. They allow: approve, reject.",
    });
  });

  it('is allowed only if every open policy allows it, and only where all of them do', async () => {
    const two = editable({
      policies: [payment, { ...payment, name: 'narrow', editable: ['/amount'] }],
    });
    const before = await two.begin({ context: CONTEXT });
    expect((await two.edit(before, 'ana', { ...CONTEXT, note: 'x' })).verdict.outcome).toBe('invalid');
    expect((await two.edit(before, 'ana', { ...CONTEXT, amount: 5 })).verdict.outcome).toBe('accepted');
    const mixed = editable({ policies: [payment, { name: 'strict', approvers: ['security'] }] });
    const begun = await mixed.begin({ context: CONTEXT });
    expect((await mixed.edit(begun, 'ana', { ...CONTEXT, amount: 5 })).verdict.outcome).toBe(
      'not_authorized',
    );
  });

  it('of the same content at the same time wins once: the second is superseded', async () => {
    const quorum = editable({ policies: [{ ...payment, quorum: 2 }] });
    const before = await quorum.begin({ context: CONTEXT });
    const expected = shown(before);
    const first = await quorum.edit(before, 'ana', { ...CONTEXT, amount: 1 });
    expect(first.verdict).toMatchObject({ outcome: 'accepted', status: 'pending' });
    const second = await quorum.edit(first.record, 'bo', { ...CONTEXT, amount: 2 }, { expected });
    expect(second.verdict).toMatchObject({ outcome: 'superseded', status: 'pending' });
    expect(second.verdict.message).toContain('the content was edited (revision 2)');
  });

  it('sent again with its decisionId is a duplicate, with another context invalid', async () => {
    const quorum = editable({ policies: [{ ...payment, quorum: 2 }] });
    const before = await quorum.begin({ context: CONTEXT });
    const more = { decisionId: 'd1', expected: shown(before) };
    const { record } = await quorum.edit(before, 'ana', { ...CONTEXT, amount: 1 }, more);
    const again = await quorum.edit(record, 'ana', { ...CONTEXT, amount: 1 }, more);
    expect(again.verdict.outcome).toBe('duplicate');
    const other = await quorum.edit(record, 'ana', { ...CONTEXT, amount: 2 }, more);
    expect(other.verdict.outcome).toBe('invalid');
  });
});

describe('approvals before an edit', () => {
  const rules = editable({ policies: [{ ...payment, quorum: 2 }] });
  const edited = async () => {
    const before = await rules.begin({ context: CONTEXT });
    const { record: approved } = await rules.approve(before, 'ana');
    return { before, ...(await rules.edit(approved, 'bo', { ...CONTEXT, amount: 500 })) };
  };

  it('lapse, and the record says so', async () => {
    const { record } = await edited();
    expect(record).toMatchObject({
      status: 'pending',
      decisions: [
        { decision: 'approve', decidedBy: 'ana', void: 'bo edited the content' },
        { decision: 'edit', decidedBy: 'bo', revision: 2 },
      ],
      needed: [{ policy: 'payment', count: 1, people: ['ana'] }],
    });
  });

  it('may be given again for the new content, by name of that content', async () => {
    const { record } = await edited();
    expect(await rules.approve(record, 'ana')).toMatchObject({
      verdict: { outcome: 'accepted', status: 'approved' },
      record: { context: { ...CONTEXT, amount: 500 } },
    });
  });

  it('do not count twice: a second click on what was shown before is a duplicate', async () => {
    const { before, record } = await edited();
    for (const expected of [shown(before), undefined]) {
      const { verdict } = await rules.approve(record, 'ana', { expected });
      expect(verdict).toMatchObject({ outcome: 'duplicate', status: 'pending' });
    }
  });

  it('of a person who has not decided yet must name the new content, too', async () => {
    const three = editable({ policies: [{ ...payment, quorum: 2, approvers: ['finance', 'cy'] }] });
    const before = await three.begin({ context: CONTEXT });
    const { record } = await three.edit(before, 'bo', { ...CONTEXT, amount: 500 });
    const blind = await three.decide(record, { decision: 'approve', decidedBy: 'cy' });
    expect(blind.verdict).toMatchObject({ outcome: 'superseded', status: 'pending' });
    expect((await three.approve(record, 'cy')).verdict.status).toBe('approved');
  });

  it('of the editor is that of the edit: approving again is a duplicate', async () => {
    const { record } = await edited();
    expect((await rules.approve(record, 'bo')).verdict.outcome).toBe('duplicate');
  });
});

describe('policies and an edit', () => {
  const context = { amount: 900, to: 'acme' };
  const policies: PolicyInput[] = [
    { ...payment, editable: ['/amount', '/to'] },
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
      policies: [{ ...payment, context: z.object({ amount: z.number(), to: z.string() }) }],
    });
    const { verdict } = await typed.edit(await typed.begin({ context }), 'bo', { ...context, amount: '900' });
    expect(verdict.outcome).toBe('invalid');
    expect(verdict.message).toMatch(/does not fit policy payment: .*amount/);
  });

  it('refuse it where no policy would cover the request, or its quorum cannot be reached', async () => {
    const small = editable({
      policies: [
        { ...payment, condition: (c) => c.amount < 1_000 },
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
        { ...payment, condition: (c) => c.amount < 1_000 },
        { ...payment, name: 'slow', condition: (c) => c.amount >= 1_000, expireAfter: '9h', quorum: 2 },
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
        { ...payment, condition: (c) => c.amount > 100 },
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

describe('an edit in a later stage', () => {
  const rules = editable({
    policies: [
      { ...payment, name: 'first', approvers: ['security'] },
      { ...payment, name: 'second', stage: 2 },
    ],
  });

  it('opens the first stage again, and counts in the stage of the editor', async () => {
    const before = await rules.begin({ context: CONTEXT });
    const { record: second } = await rules.approve(before, 'cy');
    expect(second.stage).toBe(2);
    const { record: edited } = await rules.edit(second, 'ana', { ...CONTEXT, amount: 1 });
    expect(edited).toMatchObject({ status: 'pending', stage: 1, needed: [{ policy: 'first' }] });
    const { record } = await rules.approve(edited, 'cy');
    expect(record).toMatchObject({ status: 'approved', context: { amount: 1 } });
  });
});

it('a request is edited at most 20 times', async () => {
  const rules = editable({ policies: [{ ...payment, quorum: 2 }] });
  let record = await rules.begin({ context: CONTEXT });
  for (let amount = 1; amount <= 20; amount++)
    ({ record } = await rules.edit(record, amount % 2 ? 'ana' : 'bo', { ...CONTEXT, amount }));
  expect(record.revision).toBe(21);
  const { verdict } = await rules.edit(record, 'ana', { ...CONTEXT, amount: 0 });
  expect(verdict).toMatchObject({ outcome: 'invalid', message: expect.stringContaining('20 times') });
});
