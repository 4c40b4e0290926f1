import { contentHash } from '../../../rules/digest';
import { contentOf } from '../../../rules/requests/edit';
import { textForModel } from '../../../rules/requests/words-for-model';
import { editable, PAYMENT, shown } from '../../support/edits';

const CONTEXT = { amount: 900, to: 'acme', items: [{ price: 1 }, { price: 2 }] };

describe('an edit', () => {
  const rules = editable({ policies: [PAYMENT] });

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
      policies: [PAYMENT, { ...PAYMENT, name: 'narrow', editable: ['/amount'] }],
    });
    const before = await two.begin({ context: CONTEXT });
    expect((await two.edit(before, 'ana', { ...CONTEXT, note: 'x' })).verdict.outcome).toBe('invalid');
    expect((await two.edit(before, 'ana', { ...CONTEXT, amount: 5 })).verdict.outcome).toBe('accepted');
    const mixed = editable({ policies: [PAYMENT, { name: 'strict', approvers: ['security'] }] });
    const begun = await mixed.begin({ context: CONTEXT });
    expect((await mixed.edit(begun, 'ana', { ...CONTEXT, amount: 5 })).verdict.outcome).toBe(
      'not_authorized',
    );
  });

  it('of the same content at the same time wins once: the second is superseded', async () => {
    const quorum = editable({ policies: [{ ...PAYMENT, quorum: 2 }] });
    const before = await quorum.begin({ context: CONTEXT });
    const expected = shown(before);
    const first = await quorum.edit(before, 'ana', { ...CONTEXT, amount: 1 });
    expect(first.verdict).toMatchObject({ outcome: 'accepted', status: 'pending' });
    const second = await quorum.edit(first.record, 'bo', { ...CONTEXT, amount: 2 }, { expected });
    expect(second.verdict).toMatchObject({ outcome: 'superseded', status: 'pending' });
    expect(second.verdict.message).toContain('the content was edited (revision 2)');
  });

  it('sent again with its decisionId is a duplicate, with another context invalid', async () => {
    const quorum = editable({ policies: [{ ...PAYMENT, quorum: 2 }] });
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
  const rules = editable({ policies: [{ ...PAYMENT, quorum: 2 }] });
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
      expect(verdict.message).toContain(
        'in stage 1, and no longer counts: bo edited the content. Look at the request again and decide, and send its expected.contentHash',
      );
    }
  });

  it('of a person who has not decided yet must name the new content, too', async () => {
    const three = editable({ policies: [{ ...PAYMENT, quorum: 2, approvers: ['finance', 'cy'] }] });
    const before = await three.begin({ context: CONTEXT });
    const { record } = await three.edit(before, 'bo', { ...CONTEXT, amount: 500 });
    const blind = await three.decide(record, { decision: 'approve', decidedBy: 'cy' });
    expect(blind.verdict).toMatchObject({ outcome: 'superseded', status: 'pending' });
    expect((await three.approve(record, 'cy')).verdict.status).toBe('approved');
  });

  it('of the editor is that of the edit: approving again is a duplicate', async () => {
    const { record } = await edited();
    const { verdict } = await rules.approve(record, 'bo');
    expect(verdict.outcome).toBe('duplicate');
    expect(verdict.message).toMatch(/^bo's edit was already counted at \S+ in stage 1\.$/);
  });
});

describe('an edit in a later stage', () => {
  const rules = editable({
    policies: [
      { ...PAYMENT, name: 'first', approvers: ['security'] },
      { ...PAYMENT, name: 'second', stage: 2 },
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
  const rules = editable({ policies: [{ ...PAYMENT, quorum: 2 }] });
  let record = await rules.begin({ context: CONTEXT });
  for (let amount = 1; amount <= 20; amount++)
    ({ record } = await rules.edit(record, amount % 2 ? 'ana' : 'bo', { ...CONTEXT, amount }));
  expect(record.revision).toBe(21);
  const { verdict } = await rules.edit(record, 'ana', { ...CONTEXT, amount: 0 });
  expect(verdict).toMatchObject({ outcome: 'invalid', message: expect.stringContaining('20 times') });
});
