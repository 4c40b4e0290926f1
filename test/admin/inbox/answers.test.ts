import { managers, transfer } from '../../support/demo-data';
import { fieldsIn, hiddenIn, previewEdit, sendEdit, textOf, Visitor } from '../../support/form-visitor';
import { FORM, REFUND, RICHER_CONFIG } from '../../support/richer';
import { signedInInbox } from '../../support/signed-in-inbox';
import { eventually } from '../../support/temporal';

jest.setTimeout(60_000);
const given = signedInInbox(RICHER_CONFIG);
let count = 0;

const refund = (more: object = {}) =>
  transfer(managers(given.temporal), `refund-${++count}`, { ...REFUND, ...more });
const recordOf = (id: string) => given.temporal.manager.getRequest(id);
const at = (id: string) => `/requests/${id}`;

describe('the form offers what the policies allow', () => {
  test('approve, edit, answer and reject', async () => {
    const text = textOf(await given.ana.page(at(await refund())));
    for (const button of ['Approve', 'Edit and approve', 'Answer instead', 'Reject'])
      expect(text).toContain(` ${button} `);
    expect(text).toContain('Note, reason for rejecting, or answer');
  });

  test('an answer, not "instead" of anything, where nobody may approve', async () => {
    const text = textOf(await given.ana.page(at(await refund({ action: 'ask_about_order' }))));
    expect(text).toContain(' Answer Reject ');
    for (const other of ['Answer instead', ' Approve ', 'Edit and approve'])
      expect(text).not.toContain(other);
  });

  test('only approve and reject by default, and a decision that is not offered does not count', async () => {
    const id = await refund({ action: 'transfer_funds' });
    const html = await given.ana.page(at(id));
    expect(textOf(html)).toContain('Note, or reason for rejecting');
    for (const button of ['Edit and approve', 'Answer instead']) expect(textOf(html)).not.toContain(button);
    expect(textOf(await given.ana.page(`${at(id)}/edit`))).toContain('The policies do not let you edit it');
    const fields = { ...hiddenIn(html, '/decide'), decision: 'respond', text: 'no need' };
    await given.ana.post('/decide', fields);
    expect(await recordOf(id)).toMatchObject({ status: 'pending', decisions: [] });
  });
});

describe('a form to answer', () => {
  const answers = { 'answer.reasonCode': 'broken', 'answer.email': 'a@b.example', 'answer.parcels': '2' };

  test('has an input for each field, with label, description and default', async () => {
    const html = await given.ana.page(at(await refund({ response: FORM })));
    const text = textOf(html);
    for (const part of [
      'Reason code',
      'It is broken',
      'Customer e-mail',
      'Where the receipt goes. An e-mail address.',
    ])
      expect(text).toContain(part);
    expect(text).toContain('Percent (optional) A number from 0 to 100.');
    expect(fieldsIn(html, '/decide')).toMatchObject({ 'answer.percent': '0.1', 'answer.email': '' });
  });

  test('shows what is wrong beside each field, keeps what was typed and uses nothing up', async () => {
    const id = await refund({ response: FORM });
    const fields = fieldsIn(await given.ana.page(at(id)), '/decide');
    const typed = {
      'answer.email': 'nobody',
      'answer.percent': '101',
      'answer.parcels': '1.5',
      'answer.tags': ['a', 'c'],
    };
    const answer = await given.ana.post('/decide', {
      ...fields,
      ...typed,
      decision: 'approve',
      text: 'a note',
    });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    for (const problem of [
      'Nothing was decided: 4 fields of the form are not valid.',
      'Reason code must be answered.',
      'Customer e-mail must be an e-mail address.',
      'Percent must be at most 100.',
      'Parcels must be a whole number.',
    ])
      expect(textOf(html)).toContain(problem);
    expect(fieldsIn(html, '/decide')).toMatchObject({ ...typed, text: 'a note' });
    expect((await recordOf(id)).decisions).toEqual([]);
  });

  test('is sent with an approval, with the types of its fields', async () => {
    const id = await refund({ response: FORM });
    const fields = fieldsIn(await given.ana.page(at(id)), '/decide');
    const more = { 'answer.restock': 'false', 'answer.tags': ['a', 'c'], decision: 'approve' };
    await given.ana.post('/decide', { ...fields, ...answers, ...more });
    expect(await recordOf(id)).toMatchObject({
      status: 'approved',
      answer: {
        reasonCode: 'broken',
        email: 'a@b.example',
        percent: 0.1,
        parcels: 2,
        restock: false,
        tags: ['a', 'c'],
      },
    });
    expect(textOf(await given.ana.page(at(id)))).toMatch(/Reason code It is broken .*Restock no Tags a, c/);
  });

  test('is answered instead of an approval, and the request and the past decisions say so', async () => {
    const id = await refund({ response: FORM });
    const fields = fieldsIn(await given.ana.page(at(id)), '/decide');
    const answer = await given.ana.post('/decide', {
      ...fields,
      ...answers,
      decision: 'respond',
      text: 'use a voucher',
    });
    expect(answer.headers.get('Location')).toBe(at(id));
    const page = textOf(await given.ana.page(at(id)));
    expect(page).toContain('Your answer counted');
    expect(page).toMatch(/answered by ana .*use a voucher .*It is broken/);
    expect(await recordOf(id)).toMatchObject({ status: 'answered', answerText: 'use a voucher' });
    const other = await refund();
    await eventually(async () => (await given.ana.page(at(other))).includes('status answered'));
    // Green and a tick would say that the action went ahead.
    expect(textOf(await given.ana.page(at(other)))).toContain('– answered by ana');
  });

  test('comes with an edit', async () => {
    const id = await refund({ response: FORM });
    const { html } = await previewEdit(given.ana, id, { 'at:/amount': '9' });
    const wrong = await sendEdit(given.ana, html);
    expect(textOf(wrong)).toContain('Reason code must be answered.');
    expect(textOf(await sendEdit(given.ana, wrong, answers))).toContain('Your edit counted');
    expect(await recordOf(id)).toMatchObject({ context: { amount: 9 }, answer: { parcels: 2 } });
  });

  test('does not stand in the way of a rejection', async () => {
    const id = await refund({ response: FORM });
    const fields = fieldsIn(await given.ana.page(at(id)), '/decide');
    await given.ana.post('/decide', { ...fields, 'answer.percent': 'x', decision: 'reject', text: 'no' });
    expect((await recordOf(id)).status).toBe('rejected');
  });
});

test('an answer without a form needs a text', async () => {
  const id = await refund();
  const none = await given.ana.submit(at(id), '/decide', { decision: 'respond', text: ' ' });
  expect(textOf(none)).toContain('A response needs a text');
  const done = await given.ana.submit(at(id), '/decide', {
    decision: 'respond',
    text: 'ask the customer first',
  });
  expect(textOf(done)).toMatch(/answered by ana .*ask the customer first/);
});

describe('a comment', () => {
  test('of an approver is in the timeline and decides nothing', async () => {
    const id = await refund();
    const text = 'Does anyone know\nthis \u202Ecustomer?';
    const page = textOf(await given.ana.submit(at(id), '/comment', { comment: text }));
    expect(page).toContain('Your comment was recorded');
    expect(page).toMatch(/ana commented in the inbox Does anyone know this ⟨U\+202E⟩customer\?/);
    expect(await recordOf(id)).toMatchObject({
      status: 'pending',
      decisions: [],
      comments: [{ by: 'ana', text }],
    });
  });

  test('without a text is refused, and people who are not asked get no form', async () => {
    const id = await refund();
    expect(textOf(await given.ana.submit(at(id), '/comment', { comment: ' ' }))).toContain(
      'A comment needs a text.',
    );
    const olga = await Visitor.signedIn(given.app, 'olga');
    expect(await olga.page(at(id))).not.toContain('action="/comment"');
    expect((await recordOf(id)).comments).toBeUndefined();
  });
});
