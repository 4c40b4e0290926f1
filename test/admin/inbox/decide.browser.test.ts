import type { Page } from 'playwright-core';
import { DESKTOP, PHONE, shoot, signedInPage } from '../../support/browser';
import { confirmation, escalatedRun, managers, STAGED_CONFIG, transfer } from '../../support/demo-data';
import { inboxInBrowser } from '../../support/inbox-in-browser';
import { eventually } from '../../support/temporal';

jest.setTimeout(90_000);
let ana: Page;
let count = 0;

const at = inboxInBrowser(STAGED_CONFIG);
beforeAll(async () => {
  ana = await signedInPage(at.browser, at.admin.url, 'ana');
});

const all = () => managers(at.temporal);
const pay = (more: object = {}) => transfer(all(), `pay-${++count}`, more);
const statusOf = async (id: string) => (await at.temporal.manager.getRequest(id)).status;
const open = (page: Page, id: string) => page.goto(`${at.admin.url}/requests/${id}`);
const verdict = (page: Page) => page.locator('#verdict');

test('an approver reads a request, approves it and sees that the approval counted', async () => {
  const id = await pay();
  await open(ana, id);
  await ana.click('summary:has-text("Exact JSON")');
  const text = await ana.innerText('main');
  for (const part of [
    'Transfer $15,000 to Northwind',
    'payments-agent',
    '"amount": 15000',
    'the request expires',
  ])
    expect(text).toContain(part);
  await ana.fill('[name=text]', 'as agreed');
  await ana.click('button:has-text("Approve")');
  await verdict(ana).waitFor();
  expect(await verdict(ana).innerText()).toContain('Your approval counted');
  expect(await ana.innerText('main')).toContain('approved by ana');
  expect(await ana.locator('button:has-text("Approve")').count()).toBe(0);
  expect((await at.temporal.manager.getRequest(id)).decisions).toMatchObject([
    { decidedBy: 'ana', notes: 'as agreed', via: 'inbox' },
  ]);
  await shoot(ana, 'approved-light', false);
  await ana.reload();
  expect(await verdict(ana).count()).toBe(0);
});

test('Reject is disabled until there is a reason, and the reason is recorded', async () => {
  const id = await pay();
  await open(ana, id);
  const reject = ana.locator('button:has-text("Reject")');
  expect(await reject.isDisabled()).toBe(true);
  expect(await ana.innerText('#decision .why')).toContain(
    'Reject: first fill in “Note, or reason for rejecting”.',
  );
  await reject.focus();
  expect(await ana.evaluate('document.activeElement.value')).toBe('reject');
  await ana.keyboard.press('Enter');
  expect(await ana.evaluate('document.activeElement.name')).toBe('text');
  await ana.fill('[name=text]', 'not our vendor');
  expect(await reject.isDisabled()).toBe(false);
  await reject.click();
  await verdict(ana).waitFor();
  expect(await at.temporal.manager.getRequest(id)).toMatchObject({
    status: 'rejected',
    rejectionReason: 'not our vendor',
  });
});

test('a confirmation counts only if the shown value is typed exactly', async () => {
  const id = await confirmation(all(), 'ana');
  await open(ana, id);
  await ana.fill('[name=confirm]', 'deploy');
  await ana.click('button:has-text("Confirm")');
  await verdict(ana).waitFor();
  expect(await verdict(ana).innerText()).toContain('The typed value is wrong');
  expect(await ana.innerText('main')).toContain('1 of 5 wrong values');
  await ana.fill('[name=confirm]', 'DEPLOY');
  await ana.click('button:has-text("Confirm")');
  await ana.waitForSelector('text=Your approval counted');
  expect(await statusOf(id)).toBe('approved');
});

test('a late approver sees who decided, what and why', async () => {
  const id = await pay();
  const context = await at.browser.newContext({
    viewport: DESKTOP,
    storageState: await ana.context().storageState(),
  });
  context.setDefaultTimeout(30_000);
  const late = await context.newPage();
  // Without the event stream, as on a phone that was asleep.
  await late.route('**/api/events**', (route) => route.abort());
  await open(late, id);
  await at.temporal.manager.reject(id, { decidedBy: 'bo', reason: 'We do not know this vendor' });
  await late.click('button:has-text("Approve")');
  await verdict(late).waitFor();
  const shown = await verdict(late).innerText();
  expect(shown).toContain('Too late');
  expect(shown).toMatch(/rejected by bo[\s\S]*We do not know this vendor/);
  expect(await late.innerText('.outcome')).toMatch(/rejected by bo[\s\S]*We do not know this vendor/);
  await shoot(late, 'too-late-light', false);
  await context.close();
});

test('five requests decided at once each get their own result', async () => {
  const ids = [await pay(), await pay(), await pay(), await pay(), await pay()];
  await eventually(
    async () => (await at.temporal.manager.countRequests({ approver: 'ana', status: 'pending' })) >= 5,
  );
  await ana.goto(`${at.admin.url}/`);
  for (const id of ids) await ana.check(`[name=pick][value*="\\"${id}\\""]`);
  await shoot(ana, 'several-light', false);
  await ana.click('button:has-text("Approve selected")');
  await ana.waitForSelector('button:has-text("Approve these 5")');
  await at.temporal.manager.reject(ids[0] ?? '', { decidedBy: 'bo', reason: 'double' });
  await ana.click('button:has-text("Approve these 5")');
  await verdict(ana).waitFor();
  expect(await verdict(ana).innerText()).toContain('4 of 5 counted');
  expect(await ana.innerText('main')).toMatch(/Rejected by bo .*double/);
  expect(await Promise.all(ids.map(statusOf))).toEqual(['rejected', ...Array<string>(4).fill('approved')]);
});

test('an escalation is acknowledged and resolved with a modification for the next step', async () => {
  const id = await escalatedRun(all(), `review-${++count}`);
  await ana.goto(`${at.admin.url}/escalations/${id}`);
  await ana.click('button:has-text("Acknowledge")');
  await ana.waitForSelector('#verdict:has-text("Acknowledged")');
  await ana.check('[value=modify]');
  await ana.click('summary:has-text("as JSON instead")');
  await ana.fill('[name=modification]', '{"budget": 1');
  await ana.fill('[name=resolution]', 'A smaller budget will do');
  await ana.click('button:has-text("Resolve")');
  await ana.waitForSelector('#verdict:has-text("The modification is not valid JSON")');
  expect(await ana.inputValue('[name=resolution]')).toBe('A smaller budget will do');
  await ana.fill('[name=modification]', '{"budget": 100}');
  await ana.click('button:has-text("Resolve")');
  await ana.waitForSelector('#verdict:has-text("Resolved")');
  const run = await all().runs.wait(`review-${count}`, { timeout: '20s' });
  expect(run.output).toEqual({ followed: { budget: 100 } });
});

test('without JavaScript: approve, reject, and reject without a reason', async () => {
  const options = { javaScriptEnabled: false, viewport: PHONE };
  const page = await signedInPage(at.browser, at.admin.url, 'ana', options);
  const [yes, no] = [await pay(), await pay()];
  await open(page, yes);
  await page.click('button:has-text("Approve")');
  expect(await verdict(page).innerText()).toContain('Your approval counted');
  await open(page, no);
  await page.click('button:has-text("Reject")');
  expect(await page.locator('[name=text]:invalid').count()).toBe(1);
  await page.fill('[name=text]', 'no');
  await page.click('button:has-text("Reject")');
  expect(await verdict(page).innerText()).toContain('Your rejection counted');
  expect([await statusOf(yes), await statusOf(no)]).toEqual(['approved', 'rejected']);
  await page.context().close();
});

test('with the keyboard only: from the inbox to a decision', async () => {
  const id = await pay({ action: 'transfer_by_keys' });
  await eventually(
    async () => (await at.temporal.manager.countRequests({ action: 'transfer_by_keys' })) === 1,
  );
  await ana.goto(`${at.admin.url}/`);
  const focused = () => ana.evaluate<string>('document.activeElement.getAttribute("href")');
  for (let presses = 0; presses < 40 && (await focused()) !== `/requests/${id}`; presses++)
    await ana.keyboard.press('j');
  await ana.keyboard.press('Enter');
  await ana.waitForURL(`**/requests/${id}`);
  const isOnApprove = () => ana.evaluate<boolean>('document.activeElement.value === "approve"');
  for (let presses = 0; presses < 40 && !(await isOnApprove()); presses++) await ana.keyboard.press('Tab');
  await ana.keyboard.press('Space');
  await ana.waitForSelector('#verdict:has-text("Your approval counted")');
  expect(await statusOf(id)).toBe('approved');
});
