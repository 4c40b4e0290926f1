import { managers, transfer } from '../../support/demo-data';
import {
  fieldsIn,
  hiddenIn,
  previewEdit,
  sendEdit,
  textOf,
  unescaped,
  Visitor,
} from '../../support/form-visitor';
import { REFUND, RICHER_CONFIG } from '../../support/richer';
import { signedInInbox } from '../../support/signed-in-inbox';

jest.setTimeout(60_000);
const given = signedInInbox(RICHER_CONFIG);
let count = 0;
let bo: Visitor;
beforeAll(async () => (bo = await Visitor.signedIn(given.app, 'bo')));

const refund = (more: object = {}) =>
  transfer(managers(given.temporal), `refund-${++count}`, { ...REFUND, ...more });
const recordOf = (id: string) => given.temporal.manager.getRequest(id);
const at = (id: string) => `/requests/${id}`;

describe('an edit', () => {
  test('has an input for each place that may be changed, with its type, and for no other', async () => {
    const id = await refund();
    const fields = fieldsIn(await given.ana.page(`${at(id)}/edit`), '/edit');
    const inputs = Object.entries(fields).filter(([name]) => name.startsWith('at:'));
    expect(Object.fromEntries(inputs)).toEqual({
      'at:/amount': '1500',
      'at:/note': 'naïve café 🦊\nline two',
      'at:/items/0/price': '12.5',
      'at:/items/1/price': '200',
      'at:/rush': 'false',
      'at:/extra': '',
    });
  });

  test('shows the change and who must approve it, counts, and keeps types, key order and Unicode', async () => {
    const id = await refund();
    const changes = {
      'at:/amount': '0.1',
      'at:/items/1/price': '19.90',
      'at:/note': 'naïve café 🦊\r\nline 2',
    };
    const { status, html } = await previewEdit(given.ana, id, { ...changes, 'at:/rush': 'true' });
    expect(status).toBe(200);
    const text = textOf(html);
    expect(text).toContain('/amount changed');
    expect(text).toMatch(/removed: -1500 added: \+0\.1/);
    expect(text).toMatch(/naïve café 🦊 removed: -line two added: \+line 2/);
    expect(text).toContain('Your edit ends the request: it becomes approved.');
    expect((await recordOf(id)).decisions).toEqual([]);
    const done = textOf(await sendEdit(given.ana, html, { text: 'halved, as agreed' }));
    expect(done).toContain('Your edit counted');
    const record = await recordOf(id);
    const context = {
      amount: 0.1,
      rate: 0.1,
      note: 'naïve café 🦊\nline 2',
      items: [
        { name: 'lamp', price: 12.5 },
        { name: 'chair', price: 19.9 },
      ],
      rush: true,
      account: 'DE89',
    };
    expect(record).toMatchObject({ status: 'approved', revision: 2, original: { context: REFUND.context } });
    expect(JSON.stringify(record.context)).toBe(JSON.stringify(context));
    expect(record.decisions).toMatchObject([
      { decision: 'edit', decidedBy: 'ana', notes: 'halved, as agreed', via: 'inbox' },
    ]);
    expect(done).toContain('Edited by ana: this is revision 2.');
    expect(done).toContain('What was requested');
    expect(done).toContain('What ana changed, to revision 2');
  });

  test.each([
    ['9007199254740993', 'is a number that would be rounded'],
    ['0.10000000000000000001', 'is a number that would be rounded'],
    ['1e999', 'is a number that is too large'],
    ['007', 'must be a number, such as 1500 or 0.1, without separators or leading zeros'],
    ['1,500', 'must be a number'],
    ['"5"', 'must be a number'],
    ['', 'must be a number'],
  ])(
    'with the amount %s is refused beside the input, and what was typed is kept',
    async (amount, problem) => {
      const id = await refund();
      const { status, html } = await previewEdit(given.ana, id, {
        'at:/amount': amount,
        'at:/note': 'typed',
      });
      expect(status).toBe(422);
      expect(textOf(html)).toContain(`Amount ${problem}`);
      expect(html).toMatch(/aria-invalid="true"/);
      expect(fieldsIn(html, '/edit')).toMatchObject({ 'at:/amount': amount, 'at:/note': 'typed' });
      expect((await recordOf(id)).decisions).toEqual([]);
    },
  );

  test('of a place that is not editable changes nothing there', async () => {
    const id = await refund();
    const fields = fieldsIn(await given.ana.page(`${at(id)}/edit`), '/edit');
    const forged = { 'at:/account': 'DE00', field: [...(fields.field as string[]), '/account'] };
    const answer = await given.ana.post('/edit', { ...fields, ...forged, step: 'preview' });
    expect(textOf(await answer.text())).toContain('You have changed nothing');
  });

  test('adds a value that the context does not have, as JSON', async () => {
    const id = await refund();
    const wrong = await previewEdit(given.ana, id, { 'at:/extra': 'not json' });
    expect(textOf(wrong.html)).toContain('Extra is not valid JSON: put a text between double quotes.');
    const { html } = await previewEdit(given.ana, id, { 'at:/extra': '{"b": 1, "a": [0.1]}' });
    await sendEdit(given.ana, html);
    expect(JSON.stringify((await recordOf(id)).context.extra)).toBe('{"b":1,"a":[0.1]}');
  });

  test('that a policy denies is refused in the preview, and nothing can be sent', async () => {
    const id = await refund();
    const { html } = await previewEdit(given.ana, id, { 'at:/amount': '13' });
    expect(textOf(html)).toContain('The policies would refuse it');
    expect(textOf(html)).toContain('thirteen is never paid');
    expect(html).not.toContain('value="send"');
    expect(textOf(await sendEdit(given.ana, html))).toContain('thirteen is never paid');
    expect(await recordOf(id)).toMatchObject({ status: 'pending', context: { amount: 1500 } });
  });

  test('that a stricter policy matches says who is asked then, and asks them', async () => {
    const id = await refund();
    const { html } = await previewEdit(given.ana, id, { 'at:/amount': '20000' });
    expect(textOf(html)).toMatch(/large_refunds requires 1 approval from board: di/);
    await sendEdit(given.ana, html);
    expect(await recordOf(id)).toMatchObject({ status: 'pending', context: { amount: 20_000 } });
    const di = await Visitor.signedIn(given.app, 'di');
    expect(textOf(await di.page(at(id)))).toContain('Edited by ana');
    expect(textOf(await di.submit(at(id), '/decide', { decision: 'approve' }))).toContain(
      'Your approval counted',
    );
  });

  test('asks for the answer to the form that the changed content has', async () => {
    const id = await refund({ action: 'order', context: { ...REFUND.context, amount: 500 } });
    const toCostly = await previewEdit(given.ana, id, { 'at:/amount': '900' });
    expect(textOf(toCostly.html)).not.toContain('Budget');
    const { html } = await previewEdit(given.ana, id, { 'at:/amount': '2000' });
    expect(fieldsIn(html, '/edit')).toMatchObject({ 'answer.budget': '' });
    const refused = await sendEdit(given.ana, html);
    expect(textOf(refused)).toContain('Budget must be answered');
    expect((await recordOf(id)).decisions).toEqual([]);
    await sendEdit(given.ana, html, { 'answer.budget': 'travel' });
    expect(await recordOf(id)).toMatchObject({
      status: 'approved',
      context: { amount: 2_000 },
      answer: { budget: 'travel' },
    });
  });

  test('of content that someone changed meanwhile is superseded, and what was typed is shown', async () => {
    const id = await refund({ action: 'refund_twice' });
    const first = await previewEdit(given.ana, id, { 'at:/amount': '10' });
    const second = await previewEdit(bo, id, { 'at:/amount': '20' });
    await sendEdit(bo, second.html);
    const late = await sendEdit(given.ana, first.html);
    expect(textOf(late)).toContain('Superseded: the content has changed');
    expect(textOf(late)).toMatch(/What you typed Amount 10/);
    expect(await recordOf(id)).toMatchObject({ context: { amount: 20 }, revision: 2 });
  });

  test('makes earlier approvals lapse, which the preview and the timeline say', async () => {
    const id = await refund({ action: 'refund_twice' });
    await bo.submit(at(id), '/decide', { decision: 'approve' });
    const { html } = await previewEdit(given.ana, id, { 'at:/amount': '7' });
    expect(textOf(html)).toContain('The approval so far, by bo, will lapse.');
    const page = textOf(await sendEdit(given.ana, html));
    expect(page).toContain('bo approved in the inbox (lapsed: ana edited the content)');
    expect((await recordOf(id)).status).toBe('pending');
    expect(textOf(await bo.submit(at(id), '/decide', { decision: 'approve' }))).toContain(
      'Your approval counted',
    );
    expect((await recordOf(id)).status).toBe('approved');
  });

  test('needs the tick of a severe request', async () => {
    const id = await refund({ action: 'refund_severe' });
    const { html } = await previewEdit(given.ana, id, { 'at:/amount': '7' });
    expect(textOf(await sendEdit(given.ana, html))).toContain('this request has critical severity');
    expect(textOf(await sendEdit(given.ana, html, { sure: 'yes' }))).toContain('Your edit counted');
  });

  test('needs everything to be read where the policy says so, evidence too', async () => {
    const content = Array.from({ length: 60 }, (_, line) => `line ${line}`).join('\n');
    const id = await refund({
      action: 'refund_read',
      context: { amount: 5 },
      evidence: [{ kind: 'text', title: 'Log', content }],
    });
    expect(textOf(await given.ana.page(at(id)))).toContain('Read everything to decide');
    expect(textOf(await given.ana.page(`${at(id)}/edit`))).toContain('Read everything to decide');
    const refused = await given.ana.post('/decide', {
      ...hiddenIn(await given.ana.page(at(id)), '/decide'),
      decision: 'approve',
    });
    expect(textOf(await refused.text())).toContain('the policy wants everything to be read first');
    const all = await given.ana.page(`${at(id)}?read=all`);
    const edit = unescaped(/href="([^"]*\/edit\?read=[^"]*)"/.exec(all)?.[1] ?? '');
    const fields = fieldsIn(await given.ana.page(edit), '/edit');
    const shown = await given.ana.post('/edit', { ...fields, 'at:/amount': '6', step: 'preview' });
    expect(textOf(await sendEdit(given.ana, await shown.text()))).toContain('Your edit counted');
  });
});
