import type { PolicyInput } from '../../../contract/config/policy';
import type { RequestContent } from '../../../contract/request';
import { judge } from '../../../rules/requests/judge';
import { editable, PAYMENT, shown } from '../../support/edits';
import { DEADLINE, MINUTE, START } from '../../support/requests';

const ALL: PolicyInput['decisions'] = ['approve', 'reject', 'edit', 'respond'];
const two = editable({ policies: [{ ...PAYMENT, quorum: 2 }] });

describe('the deadline of an edited request', () => {
  const HALF_HOUR = START + 30 * MINUTE;
  const rules = editable({
    policies: [
      { ...PAYMENT, approvers: ['finance', 'cy', 'di'], quorum: 4, expireAfter: '1h', onExpiry: 'approve' },
      {
        name: 'large',
        condition: (c) => c.amount > 1_000,
        approvers: ['cy'],
        decisions: ALL,
        editable: ['/amount'],
        expireAfter: '30m',
      },
    ],
  });
  const small = { amount: 1 };
  const large = { amount: 2_000 };

  it('moves once by the same policy, although the policy stops applying in between', async () => {
    const first = await rules.edit(await rules.begin({ context: small }), 'ana', large);
    const second = await rules.edit(first.record, 'cy', small);
    const third = await rules.edit(second.record, 'ana', large);
    expect(third.verdict.outcome).toBe('accepted');
    for (const { record } of [first, second, third])
      expect(record.expiresAt).toBe(new Date(HALF_HOUR).toISOString());
  });

  it('is still that of the policy that set it, which says what happens then', async () => {
    const { record: requested } = await rules.edit(await rules.begin({ context: large }), 'cy', small);
    expect(requested.plan).toMatchObject({
      expiryPolicy: 'large',
      onExpiry: 'expire',
      expireAfter: 30 * MINUTE,
    });
    const late = await rules.approve(requested, 'bo', { expected: shown(requested) });
    expect(late.verdict.outcome).toBe('accepted');
    const { record } = await rules.decide(late.record, { decision: 'approve', decidedBy: 'di' }, HALF_HOUR);
    expect(record).toMatchObject({ status: 'expired', end: { name: 'large' } });
  });
});

it('an edit is refused where a policy that then applies has enough rejections already', async () => {
  const rules = editable({
    policies: [
      { ...PAYMENT, rejectionsToReject: 2 },
      { name: 'large', condition: (c) => c.amount > 1_000, approvers: ['finance', 'board'] },
    ],
  });
  const begun = await rules.begin({ context: { amount: 1 } });
  const { record } = await rules.decide(begun, { decision: 'reject', decidedBy: 'ana', reason: 'no' });
  const { verdict, record: after } = await rules.edit(record, 'bo', { amount: 2_000 });
  expect(verdict).toMatchObject({
    outcome: 'invalid',
    message:
      'The content was not changed. Policy large covers it, and enough of its approvers have already rejected the request.',
  });
  expect(after).toMatchObject({ status: 'pending', context: { amount: 1 } });
});

describe('the response form of the content that an edit makes', () => {
  const response: RequestContent['response'] = {
    type: 'object',
    properties: { cost_centre: { type: 'string' } },
    required: ['cost_centre'],
  };
  const rules = editable({
    policies: [
      { ...PAYMENT, condition: (c) => c.amount < 1_000 },
      { ...PAYMENT, name: 'large', condition: (c) => c.amount >= 1_000, response },
    ],
  });
  const small = { amount: 1 };
  const large = { amount: 2_000 };
  const answer = { cost_centre: 'travel' };

  it('is answered by the edit, whose approval counts with the answer', async () => {
    const before = await rules.begin({ context: small });
    const { record, verdict } = await rules.edit(before, 'ana', large, { answer });
    expect(verdict.outcome).toBe('accepted');
    expect(record).toMatchObject({ status: 'approved', context: large, answer });
  });

  it.each([
    ['no answer', undefined, 'cost_centre: must be answered'],
    ['another field', { reason: 'x' }, '"reason" is not a field of the form'],
    ['a value that does not fit', { cost_centre: 5 }, 'cost_centre: must be a text'],
  ])('refuses an edit with %s, which uses nothing up', async (_, given, problem) => {
    const before = await rules.begin({ context: small });
    const more = { decisionId: 'd1', ...(given && { answer: given }) };
    const { record, verdict } = await rules.edit(before, 'ana', large, more);
    expect(verdict).toMatchObject({ outcome: 'invalid', status: 'pending' });
    expect(verdict.message).toContain('The answer must fit the form that the changed content has');
    expect(verdict.message).toContain(problem);
    expect(record).toMatchObject({ context: small, decisions: [] });
    const again = await rules.edit(record, 'ana', large, { decisionId: 'd1', answer });
    expect(again.record.status).toBe('approved');
  });

  it('is not that of the content before it', async () => {
    const before = await rules.begin({ context: large });
    const answered = await rules.edit(before, 'ana', small, { answer });
    expect(answered.verdict).toMatchObject({
      outcome: 'invalid',
      message: 'The content was not changed. It would have no form to answer. Leave answer out.',
    });
    expect((await rules.edit(before, 'ana', small)).record.status).toBe('approved');
  });

  it('is that of the request too', async () => {
    const before = await rules.begin({ context: small, response });
    expect((await rules.edit(before, 'ana', { amount: 2 })).verdict.outcome).toBe('invalid');
    expect((await rules.edit(before, 'ana', { amount: 2 }, { answer })).record).toMatchObject({ answer });
  });
});

describe('the verdict on an edit that was sent twice', () => {
  it('is duplicate if it makes the same content, and superseded if it makes another', async () => {
    const before = await two.begin({ context: { amount: 1 } });
    const expected = shown(before);
    const { record } = await two.edit(before, 'ana', { amount: 2 });
    expect((await two.edit(record, 'ana', { amount: 2 }, { expected })).verdict.outcome).toBe('duplicate');
    expect((await two.edit(record, 'ana', { amount: 3 }, { expected })).verdict.outcome).toBe('superseded');
  });

  it('is the same after the edit of another person ended the request', async () => {
    const one = editable({
      policies: [
        { ...PAYMENT, quorum: 2, condition: (c) => c.amount < 5 },
        { ...PAYMENT, name: 'any' },
      ],
    });
    const before = await one.begin({ context: { amount: 1 } });
    const expected = shown(before);
    const first = await one.edit(before, 'ana', { amount: 2 });
    const { record } = await one.edit(first.record, 'bo', { amount: 9 });
    expect(record.status).toBe('approved');
    expect((await one.edit(record, 'ana', { amount: 2 }, { expected })).verdict.outcome).toBe('duplicate');
    expect((await one.edit(record, 'ana', { amount: 3 }, { expected })).verdict.outcome).toBe('superseded');
  });
});

it('after an edit that ended a later stage, the verdicts are about the stage that it met', async () => {
  const rules = editable({
    policies: [
      { ...PAYMENT, approvers: ['ana', 'bo', 'cy'] },
      { ...PAYMENT, name: 'large', condition: (c) => c.amount > 1_000, approvers: ['ana', 'di'], stage: 2 },
    ],
  });
  const { record: second } = await rules.approve(await rules.begin({ context: { amount: 2_000 } }), 'bo');
  const { record } = await rules.edit(second, 'ana', { amount: 1 });
  expect(record).toMatchObject({ status: 'approved', stage: 1 });
  expect((await rules.decide(record, { decision: 'approve', decidedBy: 'cy' })).verdict.outcome).toBe(
    'superseded',
  );
});

describe('a kind of decision that the policies do not allow', () => {
  const plain = editable({ policies: [{ name: 'plain', approvers: ['finance'], expireAfter: '1h' }] });

  it('is not authorized, whatever the state of the request is, unless it is about another revision', async () => {
    const pending = await plain.begin();
    const respond = { decision: 'respond', decidedBy: 'ana', text: 'why?' } as const;
    const stale = { ...respond, expected: { contentHash: 'another' } };
    expect((await plain.decide(pending, stale)).verdict.outcome).toBe('superseded');
    expect((await plain.decide(pending, respond, DEADLINE)).verdict).toMatchObject({
      outcome: 'not_authorized',
      status: 'expired',
    });
    const { record } = await plain.approve(pending, 'bo');
    expect((await plain.decide(record, respond)).verdict.outcome).toBe('not_authorized');
  });
});

it('a comment that was recorded and is sent again after the deadline is expired, as every attempt is then', async () => {
  const record = await two.begin({ context: { amount: 1 } });
  const comment = (at: number) => ({
    kind: 'comment' as const,
    transport: 'update' as const,
    at,
    message: { commentedBy: 'ana', text: 'Why now?', decisionId: 'c1' },
  });
  const first = judge(record, comment(START + MINUTE));
  expect(first.verdict.outcome).toBe('accepted');
  expect(judge(first.record, comment(DEADLINE)).verdict.outcome).toBe('expired');
});
