import type { Hono } from 'hono';
import type { ConfigInput } from '../../../contract/config/config';
import { startWorkerBeside } from '../../support/beside-worker';
import { managers, STAGED_CONFIG } from '../../support/demo-data';
import { textOf, unescaped, Visitor } from '../../support/form-visitor';
import { inboxApp } from '../../support/inbox-app';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

jest.setTimeout(60_000);

const PAYMENT = { vendor: 'Northwind', amount: 15_000, urgent: false, lines: [{ item: 'Ink' }] };

const CONFIG: ConfigInput = {
  ...STAGED_CONFIG,
  policies: [
    ...(STAGED_CONFIG.policies ?? []),
    {
      name: 'urgent',
      actions: ['urgent_*'],
      approvers: ['finance-team'],
      expireAfter: '8s',
      onExpiry: 'escalate',
    },
  ],
  agents: {
    payer: {
      step: ({ input, state, guidance }) =>
        guidance === undefined
          ? { state: input as object, confidence: 0.3, cost: 1, text: 'The invoice has no total' }
          : { done: true, output: { ...(state as object), ...(guidance as object) } },
    },
  },
};

const RESOLVE = '/escalations/resolve';
let temporal: TemporalForTests;
let app: Hono;
let stopWorker: () => Promise<void>;
let count = 0;

beforeAll(async () => {
  temporal = await startTemporal();
  stopWorker = startWorkerBeside(temporal, CONFIG);
  app = inboxApp(temporal, CONFIG);
});
afterAll(async () => {
  await stopWorker?.();
  await temporal?.stop();
});

const all = () => managers(temporal);

async function unsure(input: object | string = PAYMENT): Promise<{ id: string; page: string }> {
  const id = `pay-${++count}`;
  await all().runs.start({ agent: 'payer', id, requesterId: 'payments-agent', input });
  const escalation = `${id}-escalation-1`;
  await eventually(
    async () =>
      (
        await all()
          .escalations.getEscalation(escalation)
          .catch(() => undefined)
      )?.assignees.length === 1,
    20_000,
  );
  return { id, page: `/escalations/${escalation}` };
}

const isOpen = async (id: string) => (await all().runs.get(id)).status === 'running';
const outputOf = async (id: string) => (await all().runs.wait(id, { timeout: '20s' })).output;
/** All fields of the form, as a browser sends them. */
const FIELDS = { 'field-0': 'Northwind', 'field-1': '15000', 'field-2': 'false' };
const modify = (more: object) => ({ action: 'modify', resolution: 'asked the vendor', ...FIELDS, ...more });

describe('a modification by fields', () => {
  test('shows the current values, and sends what was changed with its type', async () => {
    const { id, page } = await unsure();
    const ana = await Visitor.signedIn(app, 'ana');
    const html = unescaped(await ana.page(page));
    expect(html).toContain('<input id="change-field-0" name="field-0" value="Northwind"');
    expect(html).toContain('name="field-1" value="15000" inputmode="decimal"');
    expect(html).toContain('<input type="radio" name="field-2" value="false" checked=""');
    const answer = await ana.submit(page, RESOLVE, modify({ 'field-1': '7500', 'field-2': 'true' }));
    expect(answer.match(/id="verdict"/g)).toHaveLength(1);
    const text = textOf(answer);
    expect(text).toMatch(/Resolved ✓ resolved by ana: modify .* asked the vendor Modification .*7500/);
    expect(text).not.toContain('Resolved: modify');
    expect(text).toContain('Back to the escalations');
    const resolved = await all().escalations.getEscalation(`${id}-escalation-1`);
    expect(resolved.resolution?.modification).toEqual({ amount: 7_500, urgent: true });
    expect(await outputOf(id)).toEqual({ ...PAYMENT, amount: 7_500, urgent: true });
  });

  test.each([
    ['nothing changed', {}, 'Modify needs a changed field. Change one, or choose Continue.'],
    ['a wrong number', { 'field-1': '7,500' }, 'amount: "7,500" is not a number. Write digits and a dot'],
    [
      'a change and JSON',
      { 'field-1': '7500', modification: '{"amount": 1}' },
      'the modification is in the fields and in the JSON. Use only one of them',
    ],
  ])('with %s is refused, and the form is shown again as it was', async (_what, typed, problem) => {
    const { id, page } = await unsure();
    const ana = await Visitor.signedIn(app, 'ana');
    const answer = await ana.submit(page, RESOLVE, modify(typed));
    expect(textOf(answer)).toContain(problem);
    for (const value of Object.values(modify(typed)))
      if (!['modify', 'false'].includes(value)) expect(unescaped(answer)).toContain(value);
    expect(await isOpen(id)).toBe(true);
  });

  test('gives way to JSON, if no field was changed', async () => {
    const { id, page } = await unsure();
    const ana = await Visitor.signedIn(app, 'ana');
    await ana.submit(page, RESOLVE, modify({ modification: '{"lines": []}' }));
    expect(await outputOf(id)).toEqual({ ...PAYMENT, lines: [] });
  });

  test('is not offered for a state without plain values: then there is JSON only', async () => {
    const { page } = await unsure('INV-7004');
    const html = await (await Visitor.signedIn(app, 'ana')).page(page);
    expect(html).not.toContain('name="field-0"');
    expect(html).toContain('name="modification"');
  });
});

test('a person of a higher level may not read the run yet, and sees what the escalation itself holds', async () => {
  const { id, page } = await unsure();
  const di = await Visitor.signedIn(app, 'di');
  expect((await di.get(`/runs/${id}`)).status).toBe(404);
  const html = await di.page(page);
  expect(textOf(html)).toContain('The invoice has no total');
  expect(textOf(html)).not.toContain('What the agent did');
  expect(html).toContain('name="field-1" value="15000"');
  const ana = await Visitor.signedIn(app, 'ana');
  expect(textOf(await ana.page(page))).toContain('What the agent did');
});

test('the escalation of a request says until when the request waits, and offers no modification', async () => {
  const id = `urgent-${++count}`;
  await all().approvals.requestApproval({
    id,
    action: 'urgent_transfer',
    resource: 'bank',
    description: 'Pay before the bank closes',
    context: PAYMENT,
    requesterId: 'payments-agent',
  });
  let escalation: string | undefined;
  await eventually(async () => {
    escalation = (await all().approvals.getRequest(id)).escalation?.id;
    return escalation !== undefined;
  }, 30_000);
  const ana = await Visitor.signedIn(app, 'ana');
  const text = textOf(await ana.page(`/escalations/${escalation}`));
  for (const part of [
    'Pay before the bank closes',
    'Arguments of the request',
    'Northwind',
    /The request keeps waiting for its approvers, until \d+ \w+ \d{4}, \d\d:\d\d UTC ?\. Then it expires\./,
    'The request is rejected.',
  ])
    expect(text).toMatch(part);
  expect(text).not.toContain('Modify');
});

test('an acknowledgement says what it changes, and the page and the verdict say the same afterwards', async () => {
  const { page } = await unsure();
  const ana = await Visitor.signedIn(app, 'ana');
  const before = textOf(await ana.page(page));
  expect(before).toContain('If nobody acknowledges it by then, it goes to di (manager).');
  expect(before).toContain(
    'After you acknowledge it, you have 4h to resolve it. During that time nobody else is asked.',
  );
  const after = textOf(await ana.submit(page, '/escalations/acknowledge', {}));
  const back = 'it is pending again and goes back to finance-team (ana, bo) (human_review).';
  expect(after).toContain(`If it is not resolved by then, ${back}`);
  expect(after.split(back)).toHaveLength(3);
});
