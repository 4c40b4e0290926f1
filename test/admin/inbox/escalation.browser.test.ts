import type { Page } from 'playwright-core';
import type { ConfigInput } from '../../../contract/config/config';
import { axeFindings, shoot, signedInPage } from '../../support/browser';
import { managers, STAGED_CONFIG } from '../../support/demo-data';
import { inboxInBrowser } from '../../support/inbox-in-browser';
import { eventually } from '../../support/temporal';

jest.setTimeout(120_000);

const INPUT = {
  vendor: 'Northwind Traders',
  invoice: 'INV-7004',
  amount: 15_000,
  urgent: false,
  lines: [
    { item: 'Paper', price: 7_000 },
    { item: 'Ink', price: 8_000 },
  ],
};

/** Reads an invoice in five steps and gets less sure. Its second step fails once. Then it pays what it was told. */
const CONFIG: ConfigInput = {
  ...STAGED_CONFIG,
  agents: {
    payer: {
      retryAfter: '1s',
      step: ({ step, attempt, state, input, guidance }) => {
        if (step === 2 && attempt === 1) throw new Error('The invoice service answered 503');
        const payment: object = { ...(input as object), ...(state as object), ...(guidance as object) };
        if (guidance !== undefined) return { done: true, output: payment, confidence: 0.97, cost: 0.2 };
        return {
          state: { ...payment, step },
          confidence: [0.92, 0.88, 0.81, 0.66, 0.34][step - 1] ?? 0.3,
          cost: 0.5 * step,
          text: `Read page ${step} of the invoice.\nThe total is not on it.`,
        };
      },
    },
  },
};

let count = 0;

const at = inboxInBrowser(CONFIG);

/** A run that waits for its escalation. */
async function unsureRun(): Promise<{ id: string; escalation: string }> {
  const { runs, escalations } = managers(at.temporal);
  const id = `invoice-${++count}`;
  await runs.start({ agent: 'payer', id, requesterId: 'payments-agent', input: INPUT });
  const escalation = `${id}-escalation-1`;
  await eventually(
    async () => (await escalations.getEscalation(escalation).catch(() => undefined))?.assignees.length === 1,
    30_000,
  );
  return { id, escalation };
}

const outputOf = async (id: string) => (await managers(at.temporal).runs.wait(id, { timeout: '20s' })).output;
const typeInto = (page: Page, label: string, text: string) =>
  page.locator('.changes').getByLabel(label).fill(text);

test.each([
  ['1280-light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' as const }],
  ['1280-dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' as const }],
  ['390-light', { viewport: { width: 390, height: 844 }, colorScheme: 'light' as const, isMobile: true }],
  ['390-dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const, isMobile: true }],
])('the pages of a run and its escalation at %s pass axe and fit the window', async (name, options) => {
  const { id, escalation } = await unsureRun();
  const page = await signedInPage(at.browser, at.admin.url, 'ana', { ...options, bypassCSP: true });
  const found: string[] = [];
  const look = async (what: string) => {
    found.push(...(await axeFindings(page)).map((finding) => `${what}: ${finding}`));
    const wider = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    if (wider > 0) found.push(`${what} is ${wider} pixels wider than the window`);
    await shoot(page, `${what}-${name}`);
  };
  await page.goto(`${at.admin.url}/escalations/${escalation}`);
  await page.check('[value=modify]');
  for (const fold of await page.locator('main details').all())
    await fold.evaluate((details) => details.setAttribute('open', ''));
  await look('resolving');
  await page.goto(`${at.admin.url}/runs/${id}`);
  await look('steps');
  expect(await page.locator('.chart svg').count()).toBe(2);
  expect(found).toEqual([]);
  await page.context().close();
});

test('before the decision: the agent, its steps, what it reported, its state; the reason once', async () => {
  const { escalation } = await unsureRun();
  const page = await signedInPage(at.browser, at.admin.url, 'ana');
  await page.goto(`${at.admin.url}/escalations/${escalation}`);
  const text = await page.innerText('main');
  const [before = '', after = ''] = text.split('\nResolve\n');
  for (const part of [
    'payer',
    'payments-agent',
    '5 steps, 1 error, cost 7.5',
    'What was reported',
    'What the agent did',
    'Read page 5 of the invoice.',
    'confidence 0.34',
    ' · took ',
    'Northwind Traders',
    'If nobody acknowledges it by then, it goes to di (manager).',
    'After you acknowledge it, you have 4h to resolve it.',
  ])
    expect(before).toContain(part);
  for (const effect of [
    'The agent continues with its next step, unchanged.',
    'your change reaches its next step, exactly once',
    'The run ends as aborted, and its open requests are cancelled.',
  ])
    expect(after).toContain(effect);
  expect(text.split('confidence 0.34 is below 0.5')).toHaveLength(2);
  await page.context().close();
});

test('with the keyboard only: a changed field reaches the next step with its type', async () => {
  const { id, escalation } = await unsureRun();
  const page = await signedInPage(at.browser, at.admin.url, 'ana');
  await page.goto(`${at.admin.url}/escalations/${escalation}`);
  const focus = async (name: string) => {
    for (let presses = 0; presses < 60; presses++) {
      if ((await page.evaluate<string>('document.activeElement.name')) === name) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`The field ${name} cannot be reached by the key Tab`);
  };
  await focus('action');
  await page.keyboard.press('ArrowDown');
  await focus('field-0');
  await focus('field-2');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('7500');
  await focus('resolution');
  await page.keyboard.type('Half of it is credited');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#verdict:has-text("Resolved")');
  expect(await outputOf(id)).toEqual({ ...INPUT, amount: 7_500, step: 5 });
  await page.context().close();
});

test('without JavaScript: a wrong number is refused and nothing typed is lost; then it counts', async () => {
  const { id, escalation } = await unsureRun();
  const page = await signedInPage(at.browser, at.admin.url, 'ana', { javaScriptEnabled: false });
  await page.goto(`${at.admin.url}/escalations/${escalation}`);
  await page.check('[value=modify]');
  await typeInto(page, 'amount', '7,500');
  await page.locator('.yes-no').getByLabel('yes').check();
  await typeInto(page, 'invoice', '');
  await page.fill('[name=resolution]', 'Half of it is credited');
  await page.click('button:has-text("Resolve")');
  expect(await page.innerText('#verdict')).toContain('amount: "7,500" is not a number');
  expect(await page.locator('.changes').getByLabel('amount').inputValue()).toBe('7,500');
  expect(await page.locator('.changes').getByLabel('invoice').inputValue()).toBe('');
  expect(await page.locator('.yes-no').getByLabel('yes').isChecked()).toBe(true);
  expect(await page.inputValue('[name=resolution]')).toBe('Half of it is credited');
  await typeInto(page, 'amount', '7500');
  await page.click('button:has-text("Resolve")');
  expect(await page.innerText('#verdict')).toContain('Resolved');
  expect(await outputOf(id)).toEqual({ ...INPUT, amount: 7_500, urgent: true, invoice: '', step: 5 });
  await page.context().close();
});
