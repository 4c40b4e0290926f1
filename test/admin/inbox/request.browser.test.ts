import type { Page } from 'playwright-core';
import { axeFindings, PHONE, shoot, signedInPage } from '../../support/browser';
import { confirmation, managers, transfer } from '../../support/demo-data';
import { inboxInBrowser } from '../../support/inbox-in-browser';
import { BATCH, PRESENTED_CONFIG, SQL } from '../../support/presented';
import { eventually } from '../../support/temporal';

jest.setTimeout(120_000);
let ana: Page;
let count = 0;

const at = inboxInBrowser(PRESENTED_CONFIG);
beforeAll(async () => {
  ana = await signedInPage(at.browser, at.admin.url, 'ana');
});

const all = () => managers(at.temporal);
const asked = (more: object = {}) => transfer(all(), `asked-${++count}`, more);
const recordOf = (id: string) => at.temporal.manager.getRequest(id);
const open = (page: Page, id: string) => page.goto(`${at.admin.url}/requests/${id}`);
const pendingFor = (action: string) => at.temporal.manager.countRequests({ action, status: 'pending' });
const verdict = (page: Page) => page.locator('#verdict');
const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.value || document.activeElement.name');

const SIZES = [
  ['desktop light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' as const }],
  ['desktop dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' as const }],
  ['phone light', { viewport: { width: 390, height: 844 }, colorScheme: 'light' as const, isMobile: true }],
  ['phone dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const, isMobile: true }],
] as const;

test.each(SIZES)(
  'the first screen on a %s shows what, facts, who, why, severity and deadline',
  async (name, size) => {
    const id = await asked(SQL);
    const page = await signedInPage(at.browser, at.admin.url, 'ana', { ...size, bypassCSP: true });
    await open(page, id);
    const { height } = size.viewport;
    for (const text of [
      SQL.description,
      'run_sql on prod/crm',
      '48,211',
      'critical severity',
      'analyst-agent',
      'Policy production_sql requires 1 approval from finance-team. You are in finance-team.',
      'If nobody decides by then',
    ]) {
      const box = await page.locator(`:text("${text}")`).first().boundingBox();
      expect([text, box !== null && box.y + box.height < height]).toEqual([text, true]);
    }
    expect(await axeFindings(page)).toEqual([]);
    await shoot(page, `first-${name.replace(' ', '-')}`, false);
    await shoot(page, `whole-${name.replace(' ', '-')}`);
    const wider = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate<number>(wider)).toBe(0);
    await page.context().close();
  },
);

test('after a decision the outcome is shown once, with links to the next request and back', async () => {
  const [first, second] = [
    await asked({ action: 'transfer_next' }),
    await asked({ action: 'transfer_next' }),
  ];
  await eventually(async () => (await pendingFor('transfer_next')) === 2);
  await open(ana, first);
  await ana.click('button:has-text("Approve")');
  await verdict(ana).waitFor();
  expect(await verdict(ana).innerText()).toMatch(/Your approval counted[\s\S]*approved by ana/);
  expect(await verdict(ana).innerText()).toContain('Nothing can be changed any more');
  expect((await ana.innerText('main')).match(/approved by ana/g)).toHaveLength(1);
  expect(await ana.locator('.banner').count()).toBe(0);
  expect(await ana.innerText('.onward')).toMatch(/Next request \(\d+ left\)/);
  expect(await ana.getAttribute('.onward a:has-text("Back to the inbox")', 'href')).toBe('/');
  await shoot(ana, 'decided', false);
  await ana.keyboard.press('n');
  await ana.waitForURL((url) => url.pathname.startsWith('/requests/') && !url.pathname.endsWith(first));
  await at.temporal.manager.cancel(second, { cancelledBy: 'olga' });
});

test('the keys a and r move the focus and send nothing; high severity needs a tick first', async () => {
  const [plain, severe] = [await asked(), await asked(SQL)];
  await open(ana, plain);
  await ana.keyboard.press('a');
  expect(await focused(ana)).toBe('approve');
  await ana.keyboard.press('r');
  expect(await focused(ana)).toBe('text');
  expect((await recordOf(plain)).decisions).toEqual([]);
  expect(await ana.innerText('.keys-hint')).toContain('a to approve');

  await open(ana, severe);
  await ana.keyboard.press('a');
  expect(await focused(ana)).toBe('yes');
  const approve = ana.locator('#decide [value=approve]');
  expect(await approve.getAttribute('aria-disabled')).toBe('true');
  await approve.focus();
  await ana.keyboard.press('Enter');
  expect((await recordOf(severe)).decisions).toEqual([]);
  expect(await focused(ana)).toBe('yes');
  await ana.keyboard.press('Space');
  await ana.keyboard.press('a');
  await ana.keyboard.press('Enter');
  await verdict(ana).waitFor();
  expect((await recordOf(severe)).status).toBe('approved');
});

test('the keys of a confirmation lead to the value to type, to Confirm and to Decline', async () => {
  const id = await confirmation(all(), 'ana');
  const { confirmation: asks, decisions } = await recordOf(id);
  await open(ana, id);
  expect(await ana.innerText('.keys-hint')).toMatch(/a to confirm, r to decline/);
  expect(await ana.innerText('main')).not.toContain('Deadline set by policy');
  await ana.keyboard.press('a');
  expect(await focused(ana)).toBe('confirm');
  await ana.fill('[name=confirm]', asks?.confirmValue ?? '');
  await ana.locator('[name=confirm]').blur();
  await ana.keyboard.press('a');
  expect(await focused(ana)).toBe('approve');
  await ana.keyboard.press('r');
  expect(await focused(ana)).toBe('reject');
  expect((await recordOf(id)).decisions).toEqual(decisions);
});

test('without JavaScript: everything is read on a page of its own before an approval', async () => {
  const id = await asked(BATCH);
  const page = await signedInPage(at.browser, at.admin.url, 'ana', {
    javaScriptEnabled: false,
    viewport: PHONE,
  });
  await open(page, id);
  expect(await page.locator('button:has-text("Approve")').count()).toBe(0);
  expect(await page.locator('td:text-is("supplier-199")').isVisible()).toBe(false);
  await page.click('a:has-text("Read everything to decide")');
  expect(await page.locator('td:text-is("supplier-199")').isVisible()).toBe(true);
  await page.locator('#decision').scrollIntoViewIfNeeded();
  await page.click('#decision button:has-text("Approve")');
  expect(await verdict(page).innerText()).toContain('Your approval counted');
  expect((await recordOf(id)).status).toBe('approved');
  await page.context().close();
});

test('on a phone the bar shows the way to the decision and scrolls away with the page', async () => {
  const id = await asked();
  const page = await signedInPage(at.browser, at.admin.url, 'ana', { viewport: PHONE, isMobile: true });
  await open(page, id);
  const bar = page.locator('.decision-bar');
  const isInView = () => bar.evaluate((each) => each.getBoundingClientRect().bottom <= innerHeight);
  expect(await isInView()).toBe(true);
  await page.evaluate('scrollTo(0, document.body.scrollHeight)');
  const last = await page.locator('.technical').last().boundingBox();
  const end = await bar.boundingBox();
  expect((last?.y ?? 0) + (last?.height ?? 0)).toBeLessThanOrEqual(end?.y ?? 0);
  await bar.locator('button:has-text("Approve")').click();
  await verdict(page).waitFor();
  expect((await recordOf(id)).status).toBe('approved');
  await page.context().close();
});

test('rows that are alike are selected together; requests that are decided alone are listed apart', async () => {
  for (let n = 0; n < 2; n++) await asked({ action: 'transfer_alike', context: { amount: 700_001 + n } });
  const alone = await asked({ ...SQL, action: 'run_sql' });
  await asked({ ...SQL, action: 'run_sql' });
  await eventually(async () => (await pendingFor('transfer_alike')) === 2);
  const page = await signedInPage(at.browser, at.admin.url, 'ana', { bypassCSP: true });
  await page.click('a:has-text("transfer_alike (2)")');
  await page.waitForURL('**alike=**');
  expect(await page.locator('[name=pick]:checked').count()).toBe(2);
  expect(await page.innerText('.alike')).not.toContain('run_sql');
  const row = page.locator('.row', { has: page.locator(`a[href$="${alone}"]`) });
  expect(await row.innerText()).toContain('decided on its own page');
  expect(await row.locator('[name=pick]').count()).toBe(0);
  const { plan } = await recordOf(alone);
  await page.locator('[name=pick]:checked').first().evaluate(addPick, {
    id: alone,
    contentHash: plan?.contentHash,
    row: 'of an earlier list',
  });
  await page.click('button:has-text("Approve selected")');
  await page.waitForSelector('button:has-text("Approve these 2")');
  expect(await page.innerText('.apart')).toContain('A policy wants it to be decided on its own');
  expect(await page.innerText('.reviewed')).toMatch(/700,001[\s\S]*700,002/);
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, 'review');
  await page.click('button:has-text("Approve these 2")');
  await verdict(page).waitFor();
  expect(await verdict(page).innerText()).toContain('2 of 2 counted');
  expect((await recordOf(alone)).decisions).toEqual([]);
  await page.context().close();
});

/** Adds a selected checkbox like this one, with another value. */
function addPick(like: Element, value: object) {
  const pick = like.cloneNode() as HTMLInputElement;
  pick.value = JSON.stringify(value);
  pick.checked = true;
  like.after(pick);
}

test('a request shows how the last ones like it ended', async () => {
  const past = await asked({ action: 'transfer_again', context: { amount: 123_456 } });
  await at.temporal.manager.reject(past, { decidedBy: 'bo', reason: 'too much' });
  await eventually(
    async () =>
      (await at.temporal.manager.countRequests({ action: 'transfer_again', status: 'ended' })) === 1,
  );
  await open(ana, await asked({ action: 'transfer_again' }));
  const shown = await ana.innerText('section:has(> h2:has-text("Similar past decisions"))');
  expect(shown).toMatch(/rejected by bo[\s\S]*Amount: 123,456/);
});
