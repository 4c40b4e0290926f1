import type { Page } from 'playwright-core';
import { axeFindings, shoot, signedInPage } from '../../support/browser';
import { managers, transfer } from '../../support/demo-data';
import { inboxInBrowser } from '../../support/inbox-in-browser';
import { EVIDENCE, FORM, REFUND, RICHER_CONFIG } from '../../support/richer';
import { shownHash } from '../../support/temporal';

/*
 * Editing, answering and reading evidence in a browser: by keyboard alone, on a phone and in dark.
 */

jest.setTimeout(120_000);
let count = 0;

const at = inboxInBrowser(RICHER_CONFIG);

const RATIONALE = 'The customer sent a photo, and the shop’s rules allow a refund within 30 days.';
const refund = (more: object = {}) =>
  transfer(managers(at.temporal), `refund-${++count}`, { ...REFUND, rationale: RATIONALE, ...more });
const recordOf = (id: string) => at.temporal.manager.getRequest(id);

const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const LOOKS = [
  ['wide-light', { viewport: WIDE, colorScheme: 'light' as const }],
  ['wide-dark', { viewport: WIDE, colorScheme: 'dark' as const }],
  ['phone-light', { viewport: PHONE, colorScheme: 'light' as const }],
  ['phone-dark', { viewport: PHONE, colorScheme: 'dark' as const }],
] as const;

/** What axe finds on the page, and how much wider than the window it is. */
async function findings(page: Page, what: string): Promise<string[]> {
  const found = (await axeFindings(page)).map((line) => `${what}: ${line}`);
  const wider = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  return wider > 0 ? [...found, `${what}: ${wider} pixels wider than the window`] : found;
}

/** Presses Tab until this element has the focus, as a person without a mouse does. */
async function tabTo(page: Page, selector: string): Promise<void> {
  const isThere = () => page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`);
  for (let presses = 0; presses < 120 && !(await isThere()); presses++) await page.keyboard.press('Tab');
  expect(await isThere()).toBe(true);
}

/** Goes to an input by keyboard and replaces its text. */
async function typeInto(page: Page, selector: string, text: string): Promise<void> {
  await tabTo(page, selector);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

test.each(LOOKS)(
  'edit, preview, evidence, form and history pass axe and fit the window: %s',
  async (name, look) => {
    const page = await signedInPage(at.browser, at.admin.url, 'ana', { ...look, bypassCSP: true });
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(at.admin.url)) elsewhere.push(request.url());
    });
    const found: string[] = [];
    const check = async (what: string) => {
      found.push(...(await findings(page, what)));
      await shoot(page, `${what}-${name}`);
    };
    const id = await refund({ evidence: EVIDENCE, response: FORM });
    await at.temporal.manager.comment(id, { commentedBy: 'bo', text: 'Is this the lamp from May?' });
    await page.goto(`${at.admin.url}/requests/${id}`);
    expect(await page.evaluate<number>("document.querySelector('.picture').naturalWidth")).toBe(1);
    await check('richer');
    await page.fill('[name="answer.percent"]', '101');
    await page.click('#decision button:has-text("Approve")');
    await page.waitForSelector('.problem');
    await check('answer-invalid');
    await page.goto(`${at.admin.url}/requests/${id}/edit`);
    await check('edit');
    await page.fill('[name="at:/amount"]', '9007199254740993');
    await page.click('button:has-text("Show the change")');
    await page.waitForSelector('.problem');
    await check('edit-invalid');
    await page.fill('[name="at:/amount"]', '20000');
    await page.fill('[name="at:/note"]', 'naïve café 🦊\nline 2');
    await page.click('button:has-text("Show the change")');
    await page.waitForSelector('.changes');
    await check('preview');
    await page.selectOption('[name="answer.reasonCode"]', 'late');
    await page.fill('[name="answer.email"]', 'a@b.example');
    await page.click('button:has-text("Edit and approve")');
    await page.waitForSelector('text=Your edit counted');
    for (const summary of await page.$$('.original > summary, .timeline summary')) await summary.click();
    await check('edited');
    expect(found).toEqual([]);
    expect(elsewhere).toEqual([]);
    await page.context().close();
  },
);

describe('by keyboard alone, on a phone in dark', () => {
  let page: Page;
  beforeAll(async () => {
    page = await signedInPage(at.browser, at.admin.url, 'ana', { viewport: PHONE, colorScheme: 'dark' });
  });
  afterAll(async () => page.context().close());

  test('a person edits and approves', async () => {
    const id = await refund();
    await page.goto(`${at.admin.url}/requests/${id}`);
    await tabTo(page, 'a[href$="/edit"]');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/edit');
    await typeInto(page, '[name="at:/amount"]', '0.1');
    await tabTo(page, '[value=preview]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.changes');
    await typeInto(page, '[name=text]', 'as agreed');
    await tabTo(page, '[value=send]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#verdict:has-text("Your edit counted")');
    expect(await recordOf(id)).toMatchObject({ status: 'approved', context: { amount: 0.1 }, revision: 2 });
  });

  test('a person answers a form instead of approving', async () => {
    const id = await refund({ response: FORM });
    await page.goto(`${at.admin.url}/requests/${id}`);
    await tabTo(page, '[name="answer.reasonCode"]');
    await page.keyboard.press('ArrowDown');
    await typeInto(page, '[name="answer.email"]', 'a@b.example');
    await tabTo(page, '[name="answer.tags"][value=b]');
    await page.keyboard.press('Space');
    await tabTo(page, '[value=respond]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#verdict:has-text("Your answer counted")');
    expect(await recordOf(id)).toMatchObject({
      status: 'answered',
      answer: { reasonCode: 'broken', email: 'a@b.example', percent: 0.1, tags: ['b'] },
    });
  });

  test('a person reads folded evidence', async () => {
    const content = Array.from({ length: 60 }, (_, number) => `log line ${number}`).join('\n');
    const id = await refund({ evidence: [{ kind: 'text', title: 'Log', content }, ...EVIDENCE] });
    await page.goto(`${at.admin.url}/requests/${id}`);
    expect(await page.isVisible('text=log line 59')).toBe(false);
    await tabTo(page, '.evidence .fold > summary');
    await page.keyboard.press('Enter');
    expect(await page.isVisible('text=log line 59')).toBe(true);
    await tabTo(page, '.evidence a.leave');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/leave?**');
    expect(await page.textContent('h1')).toBe('Open shop.example?');
  });
});

test('an open page says that someone has edited the request, and cannot approve what it does not show', async () => {
  const page = await signedInPage(at.browser, at.admin.url, 'ana');
  const id = await refund({ action: 'refund_twice' });
  await page.goto(`${at.admin.url}/requests/${id}`);
  const { context } = await recordOf(id);
  await at.temporal.manager.edit(id, {
    decidedBy: 'bo',
    context: { ...context, amount: 99 },
    expected: { contentHash: await shownHash(at.temporal.manager, id) },
  });
  await page.waitForSelector('#main .changed:has-text("Someone has edited this request")');
  await page.click('#decision button:has-text("Approve")');
  await page.waitForSelector('#verdict');
  expect(await page.innerText('#verdict')).toContain('the content differs from what you saw');
  expect((await recordOf(id)).decisions).toMatchObject([{ decision: 'edit', decidedBy: 'bo' }]);
  await page.context().close();
});

test('without JavaScript a person edits, answers and comments', async () => {
  const page = await signedInPage(at.browser, at.admin.url, 'ana', { javaScriptEnabled: false });
  const id = await refund({ action: 'refund_twice', response: FORM });
  await page.goto(`${at.admin.url}/requests/${id}`);
  await page.fill('#comment [name=comment]', 'Let me look');
  await page.click('#comment button');
  expect(await page.innerText('main')).toContain('Your comment was recorded');
  await page.click('#decision a:has-text("Edit and approve")');
  await page.fill('[name="at:/amount"]', '12');
  await page.click('button:has-text("Show the change")');
  expect(await page.innerText('.changes')).toContain('-1500');
  await page.click('button:has-text("Change it again")');
  expect(await page.inputValue('[name="at:/amount"]')).toBe('12');
  await page.click('button:has-text("Show the change")');
  await page.selectOption('[name="answer.reasonCode"]', 'late');
  await page.fill('[name="answer.email"]', 'a@b.example');
  await page.click('button:has-text("Edit and approve")');
  expect(await page.innerText('main')).toContain('Your edit counted');
  expect(await recordOf(id)).toMatchObject({
    status: 'pending',
    context: { amount: 12 },
    comments: [{ by: 'ana', text: 'Let me look' }],
    decisions: [{ decision: 'edit', answer: { reasonCode: 'late' } }],
  });
  await page.context().close();
});
