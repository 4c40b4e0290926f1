import type { Hono } from 'hono';
import { startWorkerBeside } from '../../support/beside-worker';
import { managers, transfer } from '../../support/demo-data';
import { hiddenIn, textOf, unescaped, Visitor } from '../../support/form-visitor';
import { inboxApp } from '../../support/inbox-app';
import { FORM, REFUND, RICHER_CONFIG } from '../../support/richer';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

jest.setTimeout(60_000);
let temporal: TemporalForTests;
let app: Hono;
let stopWorker: () => Promise<void>;
let ana: Visitor;
let bo: Visitor;
let count = 0;

beforeAll(async () => {
  temporal = await startTemporal();
  stopWorker = startWorkerBeside(temporal, RICHER_CONFIG);
  app = inboxApp(temporal, RICHER_CONFIG);
  [ana, bo] = [await Visitor.signedIn(app, 'ana'), await Visitor.signedIn(app, 'bo')];
});
afterAll(async () => {
  await stopWorker?.();
  await temporal?.stop();
});

const refund = (more: object = {}) =>
  transfer(managers(temporal), `refund-${++count}`, { ...REFUND, ...more });
const recordOf = (id: string) => temporal.manager.getRequest(id);
const at = (id: string) => `/requests/${id}`;

/** The fields of the form for an action, as a browser without a script would send them. */
function fieldsIn(html: string, action: string): Record<string, string | string[]> {
  const form = (html.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '').split(
    '</form>',
  )[0] as string;
  const found: [string, string][] = [];
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const [, name = ''] = /name="([^"]*)"/.exec(tag) ?? [];
    const [, value = ''] = /value="([^"]*)"/.exec(tag) ?? [];
    if (!/type="checkbox"/.test(tag) || /checked/.test(tag)) found.push([unescaped(name), unescaped(value)]);
  }
  for (const [, name = '', body = ''] of form.matchAll(
    /<textarea[^>]*name="([^"]*)"[^>]*>([^]*?)<\/textarea>/g,
  ))
    found.push([unescaped(name), unescaped(body).replace(/^\n/, '')]);
  for (const [, name = '', body = ''] of form.matchAll(/<select[^>]*name="([^"]*)"[^>]*>([^]*?)<\/select>/g))
    found.push([unescaped(name), unescaped(/value="([^"]*)"[^>]*selected/.exec(body)?.[1] ?? '')]);
  const fields: Record<string, string[]> = {};
  for (const [name, value] of found) (fields[name] ??= []).push(value);
  return Object.fromEntries(
    Object.entries(fields).map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] as string) : values,
    ]),
  );
}

/** Changes inputs of the page for editing, and asks for the preview. */
async function preview(
  visitor: Visitor,
  id: string,
  changes: object,
): Promise<{ status: number; html: string }> {
  const fields = fieldsIn(await visitor.page(`${at(id)}/edit`), '/edit');
  const answer = await visitor.post('/edit', { ...fields, ...changes, step: 'preview' });
  return { status: answer.status, html: await answer.text() };
}

async function send(visitor: Visitor, html: string, more: object = {}): Promise<string> {
  const answer = await visitor.post('/edit', { ...fieldsIn(html, '/edit'), ...more, step: 'send' });
  const to = answer.headers.get('Location');
  return to === null ? answer.text() : visitor.page(to);
}

describe('the form offers what the policies allow', () => {
  test('approve, edit, answer and reject', async () => {
    const text = textOf(await ana.page(at(await refund())));
    for (const button of ['Approve', 'Edit and approve', 'Answer instead', 'Reject'])
      expect(text).toContain(` ${button} `);
    expect(text).toContain('Note, reason for rejecting, or answer');
  });

  test('only approve and reject by default, and a decision that is not offered does not count', async () => {
    const id = await refund({ action: 'transfer_funds' });
    const html = await ana.page(at(id));
    expect(textOf(html)).toContain('Note, or reason for rejecting');
    for (const button of ['Edit and approve', 'Answer instead']) expect(textOf(html)).not.toContain(button);
    expect(textOf(await ana.page(`${at(id)}/edit`))).toContain('The policies do not let you edit it');
    const fields = { ...hiddenIn(html, '/decide'), decision: 'respond', text: 'no need' };
    await ana.post('/decide', fields);
    expect(await recordOf(id)).toMatchObject({ status: 'pending', decisions: [] });
  });
});

describe('an edit', () => {
  test('has an input for each place that may be changed, with its type, and for no other', async () => {
    const id = await refund();
    const fields = fieldsIn(await ana.page(`${at(id)}/edit`), '/edit');
    const inputs = Object.entries(fields).filter(([name]) => name.startsWith('at:'));
    expect(Object.fromEntries(inputs)).toEqual({
      'at:/amount': '1500',
      'at:/note': 'Grüße 🦊\nline two',
      'at:/items/0/price': '12.5',
      'at:/items/1/price': '200',
      'at:/rush': 'false',
      'at:/extra': '',
    });
  });

  test('shows the change and who must approve it, counts, and keeps types, key order and Unicode', async () => {
    const id = await refund();
    const changes = { 'at:/amount': '0.1', 'at:/items/1/price': '19.90', 'at:/note': 'Grüße 🦊\r\nline 2' };
    const { status, html } = await preview(ana, id, { ...changes, 'at:/rush': 'true' });
    expect(status).toBe(200);
    const text = textOf(html);
    expect(text).toContain('/amount changed');
    expect(text).toMatch(/removed: -1500 added: \+0\.1/);
    expect(text).toMatch(/Grüße 🦊 removed: -line two added: \+line 2/);
    expect(text).toContain('Your edit is enough: the request is approved by it.');
    expect((await recordOf(id)).decisions).toEqual([]);
    const done = textOf(await send(ana, html, { text: 'halved, as agreed' }));
    expect(done).toContain('Your edit counted');
    const record = await recordOf(id);
    const context = {
      amount: 0.1,
      rate: 0.1,
      note: 'Grüße 🦊\nline 2',
      items: [
        { name: 'lamp', price: 12.5 },
        { name: 'desk', price: 19.9 },
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
    ['1e999', 'is a number that would be rounded'],
    ['1,500', 'must be a number'],
    ['"5"', 'must be a number'],
    ['', 'must be a number'],
  ])(
    'with the amount %s is refused beside the input, and what was typed is kept',
    async (amount, problem) => {
      const id = await refund();
      const { status, html } = await preview(ana, id, { 'at:/amount': amount, 'at:/note': 'typed' });
      expect(status).toBe(422);
      expect(textOf(html)).toContain(`Amount ${problem}`);
      expect(html).toMatch(/aria-invalid="true"/);
      expect(fieldsIn(html, '/edit')).toMatchObject({ 'at:/amount': amount, 'at:/note': 'typed' });
      expect((await recordOf(id)).decisions).toEqual([]);
    },
  );

  test('of a place that is not editable changes nothing there', async () => {
    const id = await refund();
    const fields = fieldsIn(await ana.page(`${at(id)}/edit`), '/edit');
    const forged = { 'at:/account': 'DE00', field: [...(fields.field as string[]), '/account'] };
    const answer = await ana.post('/edit', { ...fields, ...forged, step: 'preview' });
    expect(textOf(await answer.text())).toContain('You have changed nothing');
  });

  test('adds a value that the context does not have, as JSON', async () => {
    const id = await refund();
    const wrong = await preview(ana, id, { 'at:/extra': 'not json' });
    expect(textOf(wrong.html)).toContain('Extra is not valid JSON: put a text between double quotes.');
    const { html } = await preview(ana, id, { 'at:/extra': '{"b": 1, "a": [0.1]}' });
    await send(ana, html);
    expect(JSON.stringify((await recordOf(id)).context.extra)).toBe('{"b":1,"a":[0.1]}');
  });

  test('that a policy denies is refused in the preview, and nothing can be sent', async () => {
    const id = await refund();
    const { html } = await preview(ana, id, { 'at:/amount': '13' });
    expect(textOf(html)).toContain('The policies would refuse it');
    expect(textOf(html)).toContain('thirteen is never paid');
    expect(html).not.toContain('value="send"');
    expect(textOf(await send(ana, html))).toContain('thirteen is never paid');
    expect(await recordOf(id)).toMatchObject({ status: 'pending', context: { amount: 1500 } });
  });

  test('that a stricter policy matches says who is asked then, and asks them', async () => {
    const id = await refund();
    const { html } = await preview(ana, id, { 'at:/amount': '20000' });
    expect(textOf(html)).toMatch(/large_refunds requires 1 approval from board: di/);
    await send(ana, html);
    expect(await recordOf(id)).toMatchObject({ status: 'pending', context: { amount: 20_000 } });
    const di = await Visitor.signedIn(app, 'di');
    expect(textOf(await di.page(at(id)))).toContain('Edited by ana');
    expect(textOf(await di.submit(at(id), '/decide', { decision: 'approve' }))).toContain(
      'Your approval counted',
    );
  });

  test('of content that someone changed meanwhile is superseded, and what was typed is shown', async () => {
    const id = await refund({ action: 'refund_twice' });
    const first = await preview(ana, id, { 'at:/amount': '10' });
    const second = await preview(bo, id, { 'at:/amount': '20' });
    await send(bo, second.html);
    const late = await send(ana, first.html);
    expect(textOf(late)).toContain('Superseded: the content has changed');
    expect(textOf(late)).toMatch(/What you typed Amount 10/);
    expect(await recordOf(id)).toMatchObject({ context: { amount: 20 }, revision: 2 });
  });

  test('makes earlier approvals lapse, which the preview and the timeline say', async () => {
    const id = await refund({ action: 'refund_twice' });
    await bo.submit(at(id), '/decide', { decision: 'approve' });
    const { html } = await preview(ana, id, { 'at:/amount': '7' });
    expect(textOf(html)).toContain('The approval so far, by bo, will lapse.');
    const page = textOf(await send(ana, html));
    expect(page).toContain('bo approved in the inbox (lapsed: ana edited the content)');
    expect((await recordOf(id)).status).toBe('pending');
    expect(textOf(await bo.submit(at(id), '/decide', { decision: 'approve' }))).toContain(
      'Your approval counted',
    );
    expect((await recordOf(id)).status).toBe('approved');
  });

  test('needs the tick of a severe request', async () => {
    const id = await refund({ action: 'refund_severe' });
    const { html } = await preview(ana, id, { 'at:/amount': '7' });
    expect(textOf(await send(ana, html))).toContain('this request has critical severity');
    expect(textOf(await send(ana, html, { sure: 'yes' }))).toContain('Your edit counted');
  });

  test('needs everything to be read where the policy says so, evidence too', async () => {
    const content = Array.from({ length: 60 }, (_, line) => `line ${line}`).join('\n');
    const id = await refund({
      action: 'refund_read',
      context: { amount: 5 },
      evidence: [{ kind: 'text', title: 'Log', content }],
    });
    expect(textOf(await ana.page(at(id)))).toContain('Read everything to decide');
    expect(textOf(await ana.page(`${at(id)}/edit`))).toContain('Read everything to decide');
    const refused = await ana.post('/decide', {
      ...hiddenIn(await ana.page(at(id)), '/decide'),
      decision: 'approve',
    });
    expect(textOf(await refused.text())).toContain('the policy wants everything to be read first');
    const all = await ana.page(`${at(id)}?read=all`);
    const edit = unescaped(/href="([^"]*\/edit\?read=[^"]*)"/.exec(all)?.[1] ?? '');
    const fields = fieldsIn(await ana.page(edit), '/edit');
    const shown = await ana.post('/edit', { ...fields, 'at:/amount': '6', step: 'preview' });
    expect(textOf(await send(ana, await shown.text()))).toContain('Your edit counted');
  });
});

describe('a form to answer', () => {
  const answers = { 'answer.reasonCode': 'broken', 'answer.email': 'a@b.example', 'answer.parcels': '2' };

  test('has an input for each field, with label, description and default', async () => {
    const html = await ana.page(at(await refund({ response: FORM })));
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
    const fields = fieldsIn(await ana.page(at(id)), '/decide');
    const typed = {
      'answer.email': 'nobody',
      'answer.percent': '101',
      'answer.parcels': '1.5',
      'answer.tags': ['a', 'c'],
    };
    const answer = await ana.post('/decide', { ...fields, ...typed, decision: 'approve', text: 'a note' });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    for (const problem of [
      'Nothing was decided: 4 fields of the form must be filled in differently.',
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
    const fields = fieldsIn(await ana.page(at(id)), '/decide');
    const more = { 'answer.restock': 'false', 'answer.tags': ['a', 'c'], decision: 'approve' };
    await ana.post('/decide', { ...fields, ...answers, ...more });
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
    expect(textOf(await ana.page(at(id)))).toMatch(/Reason code It is broken .*Restock no Tags a, c/);
  });

  test('is answered instead of an approval, and the request and the past decisions say so', async () => {
    const id = await refund({ response: FORM });
    const fields = fieldsIn(await ana.page(at(id)), '/decide');
    const answer = await ana.post('/decide', {
      ...fields,
      ...answers,
      decision: 'respond',
      text: 'use a voucher',
    });
    expect(answer.headers.get('Location')).toBe(at(id));
    const page = textOf(await ana.page(at(id)));
    expect(page).toContain('Your answer counted');
    expect(page).toMatch(/answered by ana .*use a voucher .*It is broken/);
    expect(await recordOf(id)).toMatchObject({ status: 'answered', answerText: 'use a voucher' });
    const other = await refund();
    await eventually(async () => (await ana.page(at(other))).includes('status answered'));
  });

  test('comes with an edit', async () => {
    const id = await refund({ response: FORM });
    const { html } = await preview(ana, id, { 'at:/amount': '9' });
    const wrong = await send(ana, html);
    expect(textOf(wrong)).toContain('Reason code must be answered.');
    expect(textOf(await send(ana, wrong, answers))).toContain('Your edit counted');
    expect(await recordOf(id)).toMatchObject({ context: { amount: 9 }, answer: { parcels: 2 } });
  });

  test('does not stand in the way of a rejection', async () => {
    const id = await refund({ response: FORM });
    const fields = fieldsIn(await ana.page(at(id)), '/decide');
    await ana.post('/decide', { ...fields, 'answer.percent': 'x', decision: 'reject', text: 'no' });
    expect((await recordOf(id)).status).toBe('rejected');
  });
});

test('an answer without a form needs a text', async () => {
  const id = await refund();
  const none = await ana.submit(at(id), '/decide', { decision: 'respond', text: ' ' });
  expect(textOf(none)).toContain('A response needs a text');
  const done = await ana.submit(at(id), '/decide', { decision: 'respond', text: 'ask the customer first' });
  expect(textOf(done)).toMatch(/answered by ana .*ask the customer first/);
});

describe('a comment', () => {
  test('of an approver is in the timeline and decides nothing', async () => {
    const id = await refund();
    const text = 'Does anyone know\nthis \u202Ecustomer?';
    const page = textOf(await ana.submit(at(id), '/comment', { text }));
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
    expect(textOf(await ana.submit(at(id), '/comment', { text: ' ' }))).toContain('A comment needs a text.');
    const olga = await Visitor.signedIn(app, 'olga');
    expect(await olga.page(at(id))).not.toContain('action="/comment"');
    expect((await recordOf(id)).comments).toBeUndefined();
  });
});
