import type { Browser, Page } from 'playwright-core';
import type { RunningAdminServer } from '../../../admin/server/serve';
import { startWorkerBeside } from '../../support/beside-worker';
import { signedInPage, startBrowser } from '../../support/browser';
import { managers, STAGED_CONFIG, transfer } from '../../support/demo-data';
import { servedInbox } from '../../support/inbox-app';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

jest.setTimeout(90_000);
let temporal: TemporalForTests;
let admin: RunningAdminServer;
let browser: Browser;
let stopWorker: () => Promise<void>;
let ana: Page;
let count = 0;

beforeAll(async () => {
  [temporal, browser] = await Promise.all([startTemporal(), startBrowser()]);
  stopWorker = startWorkerBeside(temporal, STAGED_CONFIG);
  admin = await servedInbox(temporal, STAGED_CONFIG);
  ana = await signedInPage(browser, admin.url, 'ana');
});
afterAll(async () => {
  await browser?.close();
  await admin?.stop();
  await stopWorker?.();
  await temporal?.stop();
});

const pay = (more: object = {}) => transfer(managers(temporal), `pay-${++count}`, more);
const open = (page: Page, id: string) => page.goto(`${admin.url}/requests/${id}`);

test('an open page shows the decisions of others and keeps typed text', async () => {
  const id = await pay();
  const watched = await browser.newContext({ storageState: await ana.context().storageState() });
  const [idle, typing] = [await watched.newPage(), await watched.newPage()];
  await Promise.all([open(idle, id), open(typing, id)]);
  await typing.fill('[name=text]', 'half a thought');
  await temporal.manager.approve(id, { decidedBy: 'bo' });
  await idle.waitForSelector('.outcome:has-text("approved by bo")');
  expect(await idle.locator('button:has-text("Approve")').count()).toBe(0);
  await typing.waitForSelector('.changed');
  expect(await typing.inputValue('[name=text]')).toBe('half a thought');
  await watched.close();
});

test('the inbox shows a new request automatically', async () => {
  await ana.goto(admin.url);
  const id = await pay({ description: 'A new one' });
  await ana.waitForSelector(`a[href="/requests/${id}"]`);
});

/** Counts how often the script reads the page again, and can hold back the event stream. */
async function watchedPage(path: string) {
  const context = await browser.newContext({ storageState: await ana.context().storageState() });
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  let refreshes = 0;
  page.on('request', (request) => (refreshes += Number(request.headers()['x-live'] === '1')));
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/events**', async (route) => {
    await released;
    await route.continue();
  });
  const begins = page.waitForResponse((answer) => answer.url().includes('/api/events'));
  await page.goto(`${admin.url}${path}`);
  const openStream = async () => {
    release();
    await begins;
  };
  return { page, openStream, refreshes: () => refreshes, close: () => context.close() };
}

test('a page shows what changed before its event stream began', async () => {
  const id = await pay();
  const [request, inbox] = [await watchedPage(`/requests/${id}`), await watchedPage('/')];
  await inbox.page.waitForSelector(`a[href="/requests/${id}"]`);
  await temporal.manager.approve(id, { decidedBy: 'bo' });
  await request.openStream();
  await request.page.waitForSelector('.outcome:has-text("approved by bo")');
  await inbox.openStream();
  await inbox.page.waitForSelector(`a[href="/requests/${id}"]`, { state: 'detached' });
  await Promise.all([request.close(), inbox.close()]);
});

test('a page is not read again while nothing changes', async () => {
  const id = await pay();
  // What the request does after its plan.
  await ana.waitForTimeout(1_000);
  const pages = [await watchedPage(`/requests/${id}`), await watchedPage('/')];
  for (const { openStream } of pages) await openStream();
  await ana.waitForTimeout(2_500);
  expect(pages.map(({ refreshes }) => refreshes())).toEqual([0, 0]);
  await Promise.all(pages.map(({ close }) => close()));
});
