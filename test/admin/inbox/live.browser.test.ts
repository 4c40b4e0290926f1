import type { Page } from 'playwright-core';
import { signedInPage } from '../../support/browser';
import { managers, STAGED_CONFIG, transfer } from '../../support/demo-data';
import { inboxInBrowser } from '../../support/inbox-in-browser';

jest.setTimeout(90_000);
let ana: Page;
let count = 0;

const at = inboxInBrowser(STAGED_CONFIG);
beforeAll(async () => {
  ana = await signedInPage(at.browser, at.admin.url, 'ana');
});

const pay = (more: object = {}) => transfer(managers(at.temporal), `pay-${++count}`, more);
const open = (page: Page, id: string) => page.goto(`${at.admin.url}/requests/${id}`);

test('an open page shows the decisions of others and keeps typed text', async () => {
  const id = await pay();
  const watched = await at.browser.newContext({ storageState: await ana.context().storageState() });
  const [idle, typing] = [await watched.newPage(), await watched.newPage()];
  await Promise.all([open(idle, id), open(typing, id)]);
  await typing.fill('[name=text]', 'half a thought');
  await at.temporal.manager.approve(id, { decidedBy: 'bo' });
  await idle.waitForSelector('.outcome:has-text("approved by bo")');
  expect(await idle.locator('button:has-text("Approve")').count()).toBe(0);
  await typing.waitForSelector('.changed');
  expect(await typing.inputValue('[name=text]')).toBe('half a thought');
  await watched.close();
});

test('the inbox shows a new request automatically', async () => {
  await ana.goto(at.admin.url);
  const id = await pay({ description: 'A new one' });
  await ana.waitForSelector(`a[href="/requests/${id}"]`);
});

/** Of a list, or of one thing. */
const isStream = ({ pathname }: URL) => ['/changes', '/api/events'].includes(pathname);

/** Counts how often the script reads the page again, and can hold back the event stream. */
async function watchedPage(path: string) {
  const context = await at.browser.newContext({ storageState: await ana.context().storageState() });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  let refreshes = 0;
  page.on('request', (request) => (refreshes += Number(request.headers()['x-live'] === '1')));
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(isStream, async (route) => {
    await released;
    await route.continue();
  });
  const begins = page.waitForResponse((answer) => isStream(new URL(answer.url())));
  await page.goto(`${at.admin.url}${path}`);
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
  await at.temporal.manager.approve(id, { decidedBy: 'bo' });
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
