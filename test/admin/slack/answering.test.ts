import type { ResponseForm } from '../../../contract/response-form';
import { slackAppForTests } from '../../support/slack-app';
import { buttonsOf, textOf } from '../../support/slack-stand-in';
import { bring, clickOn, signed } from '../../support/slack-visitor';
import { eventually, shownHash } from '../../support/temporal';

const at = slackAppForTests();
const { record, whispers } = at;
const labelsOf = (card: Parameters<typeof buttonsOf>[0]) => buttonsOf(card).map(({ label }) => label);
const option = (value: string) => ({ type: 'static_select', selected_option: { value } });
const ticked = (...values: string[]) => ({
  type: 'checkboxes',
  selected_options: values.map((value) => ({ value })),
});
const elements = () =>
  (at.slack.views.at(-1)?.view.blocks as { block_id?: string; element?: { type: string } }[])
    .filter(({ element }) => element !== undefined)
    .map(({ block_id, element }) => [block_id, element?.type]);

const FORM: ResponseForm = {
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 500, title: 'Limit' },
    rate: { type: 'number', default: 0.1 },
    centre: { type: 'string', enum: ['a-1', 'b-2'], enumNames: ['Sales', 'Support'], default: 'a-1' },
    tell: { type: 'array', items: { type: 'string', enum: ['legal', 'tax'] } },
    urgent: { type: 'boolean' },
    by: { type: 'string', format: 'date' },
    mail: { type: 'string', format: 'email' },
    page: { type: 'string', format: 'uri' },
    why: { type: 'string', maxLength: 10, description: 'For the books' },
  },
  required: ['limit'],
};

describe('answering in Slack', () => {
  it('answers with a text instead of approving', async () => {
    const { id, card } = await at.request({ action: 'refund', context: { amount: 7 } });
    expect(labelsOf(card)).toEqual(['Approve', 'Answer', 'Reject', 'Open the page']);
    expect(textOf(card)).toContain(
      'edit /amount in the inbox, and approve the result; answer without an approval',
    );
    const click = await at.click(card, 'Answer', 'UANA');
    expect(elements()).toEqual([['text', 'plain_text_input']]);
    expect((await at.submit(click, { text: '  ' })).body).toEqual({
      response_action: 'errors',
      errors: { text: 'Write an answer. The agent reads it.' },
    });
    expect((await at.submit(click, { text: 'Ask the customer first.' })).body).toEqual({
      response_action: 'clear',
    });
    expect(await record(id)).toMatchObject({
      status: 'answered',
      answerText: 'Ask the customer first.',
      decisions: [{ decision: 'respond', decidedBy: 'ana', via: 'slack' }],
      refusedCount: 0,
    });
    await at.told(id);
    expect(textOf(card)).toContain('Answered: refund');
    expect(textOf(card)).toContain('Answer by ana\nAsk the customer first.');
  });

  it('approves with the answers to a form, each read by its type', async () => {
    const { id, card } = await at.request({ response: FORM });
    expect(labelsOf(card)).toEqual(['Approve', 'Reject', 'Open the page']);
    const click = await at.click(card, 'Approve', 'UBO');
    expect((await record(id)).status).toBe('pending');
    expect(elements()).toEqual([
      ['form-limit', 'number_input'],
      ['form-rate', 'number_input'],
      ['form-centre', 'static_select'],
      ['form-tell', 'checkboxes'],
      ['form-urgent', 'checkboxes'],
      ['form-by', 'datepicker'],
      ['form-mail', 'email_text_input'],
      ['form-page', 'url_text_input'],
      ['form-why', 'plain_text_input'],
      ['text', 'plain_text_input'],
    ]);
    const entered = {
      'form-limit': '250',
      'form-rate': '0.1',
      'form-centre': option('1'),
      'form-tell': ticked('1'),
      'form-urgent': ticked(),
      'form-by': { type: 'datepicker', selected_date: '2027-01-31' },
      'form-mail': 'ana@example.com',
      'form-page': 'https://example.com',
      'form-why': 'short',
      text: 'only this once',
    };
    expect((await at.submit(click, entered)).body).toEqual({ response_action: 'clear' });
    expect(await record(id)).toMatchObject({
      status: 'approved',
      answer: {
        limit: 250,
        rate: 0.1,
        centre: 'b-2',
        tell: ['tax'],
        urgent: false,
        by: '2027-01-31',
        mail: 'ana@example.com',
        page: 'https://example.com',
        why: 'short',
      },
      decisions: [{ decidedBy: 'bo', notes: 'only this once' }],
    });
    await at.told(id);
    expect(textOf(card)).toContain('Note by bo\nonly this once');
    expect(textOf(card)).toContain('Limit\n250');
  });

  it('shows what is wrong below each field, and uses nothing up', async () => {
    const { id, card } = await at.request({ response: FORM });
    const click = await at.click(card, 'Approve', 'UANA');
    const bad = {
      'form-limit': '501',
      'form-rate': '0.12345678901234567',
      'form-mail': 'nobody',
      'form-why': 'much too long',
    };
    expect((await at.submit(click, bad)).body).toEqual({
      response_action: 'errors',
      errors: {
        'form-limit': 'Must be at most 500.',
        'form-rate': 'Has more than 15 digits, and would be rounded.',
        'form-mail': 'Must be an e-mail address.',
        'form-why': 'Must have at most 10 characters.',
      },
    });
    expect((await at.submit(click, {})).body).toEqual({
      response_action: 'errors',
      errors: { 'form-limit': 'Must be answered.' },
    });
    expect((await at.submit(click, { 'form-limit': '9007199254740993' })).body.errors).toHaveProperty(
      'form-limit',
    );
    expect(await record(id)).toMatchObject({ status: 'pending', decisions: [], refused: [] });
    expect((await at.submit(click, { 'form-limit': '2' })).body).toEqual({ response_action: 'clear' });
    expect(await record(id)).toMatchObject({ status: 'approved', answer: { limit: 2, urgent: false } });
  });

  it('lets the person choose between approving and answering where the policy allows both', async () => {
    const response: ResponseForm = { properties: { limit: { type: 'integer' } }, required: ['limit'] };
    const first = await at.request({ action: 'refund', response });
    const approving = await at.click(first.card, 'Answer', 'UANA');
    expect(elements()).toEqual([
      ['decision', 'radio_buttons'],
      ['form-limit', 'number_input'],
      ['text', 'plain_text_input'],
    ]);
    const approve = { decision: option('approve'), 'form-limit': '5', text: 'once' };
    expect((await at.submit(approving, { ...approve, 'form-limit': '' })).body.errors).toEqual({
      'form-limit': 'Must be answered.',
    });
    await at.submit(approving, approve);
    expect(await record(first.id)).toMatchObject({
      status: 'approved',
      answer: { limit: 5 },
      decisions: [{ decision: 'approve', notes: 'once' }],
    });
    const second = await at.request({ action: 'refund', response });
    const answering = await at.click(second.card, 'Approve', 'UANA');
    await at.submit(answering, { decision: option('respond'), text: 'ask me on Monday' });
    const answered = await record(second.id);
    expect(answered).toMatchObject({ status: 'answered', answerText: 'ask me on Monday' });
    expect(answered).not.toHaveProperty('answer');
  });

  it('offers no approval in the dialog where the severity is high', async () => {
    const response: ResponseForm = { properties: { limit: { type: 'integer' } } };
    const { card } = await at.request({ action: 'refund_fast', response });
    expect(buttonsOf(card)[0]).toMatchObject({ label: 'Approve', confirm: { style: 'danger' } });
    await at.click(card, 'Answer', 'UANA');
    expect(elements().map(([name]) => name)).toEqual(['form-limit', 'text']);
  });

  it('leads to the inbox for a form of more than ten fields', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `field${index}`);
    const properties = Object.fromEntries(names.map((name) => [name, { type: 'boolean' as const }]));
    const { card } = await at.request({ action: 'refund', response: { properties } });
    expect(labelsOf(card)).toEqual(['Answer', 'Reject', 'Open the page']);
  });

  it("keeps within Slack's limits with the longest texts", async () => {
    const long = '漢'.repeat(66);
    const choices = Array.from({ length: 100 }, (_, index) => `choice ${index}`);
    const field = { title: long, description: '\u202E'.repeat(333) };
    const properties: ResponseForm['properties'] = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [
        `${'f'.repeat(62)}${index}`,
        { ...field, type: 'string' as const },
      ]),
    );
    properties[`${'f'.repeat(62)}0`] = { ...field, type: 'string', enum: choices };
    properties[`${'f'.repeat(62)}1`] = { ...field, type: 'array', items: { type: 'string', enum: choices } };
    const { card } = await at.request({
      action: 'refund',
      resource: 'r'.repeat(200),
      id: `${'i'.repeat(150)}-${Date.now()}`,
      response: { properties },
    });
    await at.click(card, 'Approve', 'UANA');
    expect(whispers()).toBe('');
    expect(at.slack.views).toHaveLength(1);
    expect(elements()).toHaveLength(12);
  });

  it('tells the other approvers of a comment, and the card shows it', async () => {
    const { id, card } = await at.request({ action: 'refund' });
    await eventually(async () => at.slack.in('UANA').length === 1 && at.slack.in('UBO').length === 1);
    await at.temporal.manager.comment(id, { commentedBy: 'bo', text: 'why so much?' });
    await eventually(async () => at.slack.in('UANA').length === 2);
    const [, news] = at.slack.in('UANA');
    expect(textOf(news)).toMatch(/^Comment by bo: refund\n/);
    expect(textOf(news)).toContain('why so much?');
    expect(labelsOf(news)).toContain('Approve');
    await eventually(async () => textOf(card).includes('why so much?'));
    expect(at.slack.in('UBO')).toHaveLength(1);
  });
});

describe('after an edit', () => {
  it('earlier cards say so and approve nothing, and the approvers are asked again', async () => {
    const { id, card } = await at.request({ action: 'refund_twice', context: { amount: 700 } });
    const late = clickOn(at.slack, card, 'Approve', 'UBO');
    const contentHash = await shownHash(at.temporal.manager, id);
    const edit = { context: { amount: 500 }, expected: { contentHash }, decidedBy: 'ana' };
    expect((await at.temporal.manager.edit(id, edit)).outcome).toBe('accepted');
    await bring(at.admin.app, signed(late));
    expect(whispers()).toContain('Nothing was decided: the content differs from what you saw');
    expect((await record(id)).decisions).toMatchObject([{ decidedBy: 'ana', decision: 'edit' }]);
    await eventually(async () => textOf(card).includes('Edited by ana since this message'));
    expect(labelsOf(card)).toEqual(['Open the page']);
    expect(textOf(card)).toContain('/amount: 700 → 500');
    const isNew = (message: Parameters<typeof textOf>[0]) =>
      textOf(message).includes('Edited by ana, approval needed');
    await eventually(async () => at.slack.in('UBO').some(isNew));
    expect(at.slack.in('UANA').some(isNew)).toBe(false);
    await at.click(at.slack.in('UBO').findLast(isNew) as typeof card, 'Approve', 'UBO');
    expect(await record(id)).toMatchObject({ status: 'approved', context: { amount: 500 } });
  });

  it('a dialog that was opened before approves nothing', async () => {
    const response: ResponseForm = { properties: { limit: { type: 'integer' } } };
    const { id, card } = await at.request({ action: 'refund_twice', context: { amount: 700 }, response });
    const dialog = await at.click(card, 'Approve', 'UBO');
    const contentHash = await shownHash(at.temporal.manager, id);
    const edit = { context: { amount: 500 }, expected: { contentHash }, decidedBy: 'ana' };
    expect((await at.temporal.manager.edit(id, edit)).outcome).toBe('accepted');
    expect((await at.submit(dialog, { 'form-limit': '1' })).body).toEqual({ response_action: 'clear' });
    expect(whispers()).toContain('the content was edited (revision 2)');
    expect((await record(id)).decisions).toMatchObject([{ decidedBy: 'ana', decision: 'edit' }]);
  });
});
