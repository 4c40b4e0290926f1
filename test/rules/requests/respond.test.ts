import type { PolicyInput } from '../../../contract/config/policy';
import type { ResponseForm } from '../../../contract/response-form';
import { textForModel } from '../../../rules/requests/words-for-model';
import { editable, shown } from '../../support/edits';

const question: PolicyInput = {
  name: 'question',
  approvers: ['finance'],
  decisions: ['approve', 'reject', 'respond'],
};
const form: ResponseForm = {
  properties: {
    cost_center: { type: 'string', pattern: '^[A-Z]{2}[0-9]{3}$' },
    urgent: { type: 'boolean' },
  },
  required: ['cost_center'],
};

describe('a response', () => {
  const rules = editable({ policies: [question] });
  const respond = { decision: 'respond', decidedBy: 'ana' } as const;

  it('ends the request as answered: the action does not run, and the agent gets the text', async () => {
    const { record, verdict } = await rules.decide(await rules.begin(), {
      ...respond,
      text: 'Ask bo first.',
    });
    expect(verdict).toMatchObject({ outcome: 'accepted', status: 'answered' });
    expect(record).toMatchObject({
      status: 'answered',
      answerText: 'Ask bo first.',
      end: { status: 'answered', by: 'people', name: 'ana' },
      decisions: [{ decision: 'respond', text: 'Ask bo first.' }],
    });
    expect(textForModel(record)).toBe(
      'ANSWERED by ana, not approved: pay. Do not do it. ana wrote: "Ask bo first.". Continue with this answer.',
    );
  });

  it.each([undefined, '', '  \n '])('needs a text: %j is invalid', async (text) => {
    const { verdict } = await rules.decide(await rules.begin(), { ...respond, ...(text && { text }) });
    expect(verdict).toMatchObject({ outcome: 'invalid', status: 'pending' });
  });

  it('meets the verdicts of every later attempt', async () => {
    const { record } = await rules.decide(await rules.begin(), { ...respond, text: 'Why?' });
    expect((await rules.approve(record, 'bo')).verdict).toMatchObject({
      outcome: 'conflict',
      status: 'answered',
      decidedBy: 'ana',
    });
    const later = { decision: 'respond', text: 'Because' } as const;
    expect((await rules.decide(record, { ...later, decidedBy: 'bo' })).verdict.outcome).toBe('superseded');
    expect((await rules.decide(record, { ...later, decidedBy: 'ana' })).verdict.outcome).toBe('duplicate');
    const rejection = { decision: 'reject', decidedBy: 'bo', reason: 'no' } as const;
    expect((await rules.decide(record, rejection)).verdict.outcome).toBe('conflict');
  });
});

describe('a response form', () => {
  const rules = editable({ policies: [question] });
  const begin = () => rules.begin({ response: form });
  const fits = { cost_center: 'AB123', urgent: true };

  it('is answered together with an approval, and the result has the answer', async () => {
    const { record } = await rules.approve(await begin(), 'ana', { answer: fits, notes: 'ok' });
    expect(record).toMatchObject({ status: 'approved', answer: fits, decisions: [{ answer: fits }] });
    expect(textForModel(record)).toBe(
      'APPROVED by ana: pay. Do exactly what was requested, once. ana wrote: "ok". ' +
        'Answers to the form: {"cost_center":"AB123","urgent":true}.',
    );
  });

  it('is answered together with a response', async () => {
    const { record } = await rules.decide(await begin(), {
      decision: 'respond',
      decidedBy: 'ana',
      answer: fits,
    });
    expect(record).toMatchObject({ status: 'answered', answer: fits });
  });

  it.each([
    ['no answer', undefined, 'cost_center: must be answered'],
    ['a wrong value', { cost_center: 'x' }, 'cost_center: must match the pattern'],
    ['a wrong type', { cost_center: 'AB123', urgent: 'yes' }, 'urgent: must be true or false'],
    ['an extra field', { cost_center: 'AB123', more: 1 }, '"more" is not a field'],
  ])('that gets %s is invalid and uses nothing up', async (_, answer, message) => {
    const before = await begin();
    const sent = { expected: shown(before), decisionId: 'd1', ...(answer && { answer }) };
    const { record, verdict } = await rules.approve(before, 'ana', sent);
    expect(verdict).toMatchObject({ outcome: 'invalid', status: 'pending' });
    expect(verdict.message).toContain(message);
    const again = await rules.approve(record, 'ana', { ...sent, answer: fits });
    expect(again.verdict).toMatchObject({ outcome: 'accepted', status: 'approved' });
  });

  it('of a policy is answered together with that of the request, and the policy wins', async () => {
    const both = editable({
      policies: [
        {
          ...question,
          response: { properties: { urgent: { type: 'boolean' }, cost_center: { type: 'integer' } } },
        },
      ],
    });
    const before = await both.begin({ response: form });
    const answer = { cost_center: 7 };
    expect((await both.approve(before, 'ana', { answer })).record).toMatchObject({
      status: 'approved',
      answer,
    });
  });

  it('is refused where there is none, and with a rejection', async () => {
    const before = await rules.begin();
    expect((await rules.approve(before, 'ana', { answer: {} })).verdict.outcome).toBe('invalid');
    const rejection = { decision: 'reject', decidedBy: 'ana', reason: 'no', answer: fits } as const;
    expect((await rules.decide(await begin(), rejection)).verdict.outcome).toBe('invalid');
  });
});

describe('required evidence', () => {
  const rules = editable({ policies: [{ ...question, requireEvidence: ['rationale', 'diff'] }] });
  const diff = { kind: 'diff', title: 'Change', content: '-a\n+b' } as const;

  it.each([
    ['nothing', {}, 'rationale, diff'],
    ['an empty rationale', { rationale: ' ', evidence: [diff] }, 'requires rationale:'],
    ['other evidence', { rationale: 'x', evidence: [{ ...diff, kind: 'text' as const }] }, 'requires diff:'],
  ])('that is missing ends the request as failed: %s', async (_, content, message) => {
    const record = await rules.begin(content);
    expect(record).toMatchObject({
      status: 'cancelled',
      end: { by: 'system', error: { name: 'EvidenceMissing', message: expect.stringContaining(message) } },
    });
  });

  it('that is there is part of what is approved', async () => {
    const record = await rules.begin({ rationale: 'because', evidence: [diff] });
    const other = await rules.begin({ rationale: 'because', evidence: [{ ...diff, content: '-a\n+c' }] });
    expect(record.status).toBe('pending');
    expect(record.plan?.contentHash).not.toBe(other.plan?.contentHash);
  });
});
