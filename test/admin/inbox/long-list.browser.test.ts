import { defineSearchAttributeKey as key } from '@temporalio/common';
import type { Browser } from 'playwright-core';
import type { RunningAdminServer } from '../../../admin/server/serve';
import { inBatches } from '../../../rules/batches';
import { requestKeywords, requestMemo } from '../../../rules/requests/listed-row';
import { axeFindings, shoot, signedInPage, startBrowser } from '../../support/browser';
import { INBOX_CONFIG, servedInbox } from '../../support/inbox-app';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

jest.setTimeout(180_000);
const ROWS = 500;
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const DESKTOP = { viewport: { width: 1280, height: 900 } };

let temporal: TemporalForTests;
let admin: RunningAdminServer;
let browser: Browser;

beforeAll(async () => {
  [temporal, browser] = await Promise.all([startTemporal(), startBrowser()]);
  admin = await servedInbox(temporal, INBOX_CONFIG);
  const numbers = Array.from({ length: ROWS }, (_, index) => index + 1);
  await inBatches(numbers, 10, startRow);
  await eventually(async () => (await temporal.manager.countRequests()) === ROWS, 60_000);
});
afterAll(async () => {
  await browser?.close();
  await admin?.stop();
  await temporal?.stop();
});

/** A request as a worker has planned it. No worker runs, so that 500 of them begin at once. */
async function startRow(nth: number): Promise<void> {
  const description = `Pay the invoice INV-${10_000 + nth} of a vendor with a long name: ${'Contoso '.repeat(nth % 9)}`;
  const content = {
    action: 'transfer_funds',
    resource: `bank/${nth}`,
    context: {},
    requesterId: 'bot',
    description,
  };
  await temporal.client.workflow.start('hitlApproval', {
    workflowId: `row-${nth}`,
    taskQueue: 'nobody',
    memo: { ...requestMemo({ content }, 'a') },
    typedSearchAttributes: [
      ...requestKeywords('approval', content).map(([name, value]) => ({ key: key(name, 'KEYWORD'), value })),
      { key: key('HitlApprovers', 'KEYWORD_LIST'), value: ['finance-team', 'ana', 'bo'] },
      { key: key('HitlExpiresAt', 'DATETIME'), value: new Date(Date.now() + 14_400_000 + nth * 1_000) },
    ],
  });
}

/** What the page has of nodes beside and within its rows, and by how much it is wider than its window. */
const SIZE = `({
  rows: document.querySelectorAll('.row').length,
  inRows: Math.max(...[...document.querySelectorAll('.row')].map((row) => row.querySelectorAll('*').length)),
  all: document.querySelectorAll('*').length,
  wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
})`;

test.each([
  ['1280 px', DESKTOP],
  ['390 px', PHONE],
])(
  '500 rows at %s: few nodes, no overflow at the end either, and all can be found',
  async (name, options) => {
    const page = await signedInPage(browser, admin.url, 'ana', { bypassCSP: true, ...options });
    expect(await page.locator('.row').count()).toBe(50);
    await page.goto(`${admin.url}/?limit=${ROWS}`);
    const size = await page.evaluate<Record<'rows' | 'inRows' | 'all' | 'wider', number>>(SIZE);
    expect(size).toMatchObject({ rows: ROWS, wider: 0 });
    expect(size.inRows).toBeLessThanOrEqual(20);
    expect(size.all).toBeLessThan(ROWS * 20 + 400);
    expect(await page.locator('.pager').count()).toBe(0);
    // Find in page reaches a row that is far below the window, and scrolls there.
    const last = page.locator('.row').last();
    expect(await last.textContent()).toContain(`INV-${10_000 + ROWS}`);
    expect(await page.evaluate<boolean>(`window.find('INV-${10_000 + ROWS}')`)).toBe(true);
    await page.waitForFunction('window.scrollY > window.innerHeight');
    await last.scrollIntoViewIfNeeded();
    expect(await last.boundingBox()).toMatchObject({ width: expect.any(Number) });
    expect((await last.boundingBox())!.x + (await last.boundingBox())!.width).toBeLessThanOrEqual(
      options.viewport.width,
    );
    expect(await page.evaluate(SIZE)).toMatchObject({ wider: 0 });
    await shoot(page, `long list ${name}`, false);
    await page.context().close();
  },
);

test('the form leads to 500 rows without a script, and pages of 50 lead to the last row', async () => {
  const page = await signedInPage(browser, admin.url, 'ana', { ...DESKTOP, javaScriptEnabled: false });
  await page.click('.filters summary');
  await page.selectOption('[name=limit]', `${ROWS}`);
  await page.click('.filters button');
  await page.waitForURL(/limit=500/);
  expect(await page.locator('.row').count()).toBe(ROWS);
  await page.goto(`${admin.url}/search?q=invoice`);
  const found = new Set<string>();
  for (;;) {
    for (const href of await page.$$eval('.row-link', (all) => all.map((each) => each.getAttribute('href'))))
      found.add(href ?? '');
    const next = page.locator('.pager a');
    if ((await next.count()) === 0) break;
    expect(await page.textContent('main')).toContain('About 500 matches. Searched all 500 requests');
    await page.goto(admin.url + (await next.getAttribute('href'))!);
  }
  expect(found.size).toBe(ROWS);
  await page.context().close();
});

test.each([
  '/search?q=invoice&status=pending&order=deadline',
  '/escalations?q=x&level=manager',
  '/runs?agent=pay*',
])('%s: open filters pass axe and fit the window', async (path) => {
  for (const [name, options] of Object.entries({
    DESKTOP,
    PHONE: { ...PHONE, colorScheme: 'dark' as const },
  })) {
    const page = await signedInPage(browser, admin.url, 'ana', { bypassCSP: true, ...options });
    await page.goto(admin.url + path);
    await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(SIZE.replace('Math.max(', 'Math.max(0, '))).toMatchObject({ wider: 0 });
    await shoot(page, `filters ${path.split('?')[0]!.slice(1)} ${name}`, false);
    await page.context().close();
  }
});
