import type { BrowserContextOptions, Page } from 'playwright-core';
import type { ConfigInput } from '../../../contract/config/config';
import { axeFindings, shoot, signedInPage } from '../../support/browser';
import { INBOX_CONFIG } from '../../support/inbox-app';
import { inboxInBrowser } from '../../support/inbox-in-browser';
import { eventually } from '../../support/temporal';

jest.setTimeout(120_000);
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const DESKTOP = { viewport: { width: 1280, height: 900 } };

const config: ConfigInput = {
  ...INBOX_CONFIG,
  policies: [
    {
      name: 'wires',
      actions: ['transfer_*'],
      approvers: ['finance-team'],
      severity: 'high',
      expireAfter: '4h',
    },
    {
      name: 'wipes',
      actions: ['wipe'],
      approvers: ['finance-team'],
      severity: 'critical',
      expireAfter: '8h',
    },
    { name: 'own', actions: ['ask_me'], approvers: ['ana'], expireAfter: '1h' },
    { name: 'quick', actions: ['quick'], approvers: ['finance-team'], severity: 'low', expireAfter: '20s' },
  ],
};

const at = inboxInBrowser(config);
beforeAll(async () => {
  await ask('transfer_funds', { resource: 'bank/de/1', description: 'Pay the invoice INV-7004 of Contoso' });
  await ask('wipe', { resource: 'prod/orders', description: 'Nobody has read it for a year' });
  // ana may not decide this one, so that its row has no checkbox.
  await ask('transfer_stock', { requesterId: 'ana', description: 'Sell 20 shares' });
  await eventually(async () => (await at.temporal.manager.countRequests({ dueWithin: '30 days' })) === 3);
});

const ask = (action: string, more: object = {}) =>
  at.temporal.manager.requestApproval({ action, requesterId: 'payments-agent', ...more });
const pending = () =>
  at.temporal.manager.countRequests({ status: 'pending', approver: ['ana', 'finance-team'] });
const open = (options: BrowserContextOptions) =>
  signedInPage(at.browser, at.admin.url, 'ana', { bypassCSP: true, ...options });
const titles = (page: Page) => page.$$eval('.row-title', (all) => all.map((each) => each.textContent));

test.each([
  ['phone', PHONE],
  ['phone in dark', { ...PHONE, colorScheme: 'dark' as const }],
  ['desktop', DESKTOP],
  ['desktop in dark', { ...DESKTOP, colorScheme: 'dark' as const }],
])('the list on a %s: passes axe with open filters, and shows the first item', async (name, options) => {
  const page = await open(options);
  const first = await page.locator('.row').first().boundingBox();
  expect(first!.y + first!.height).toBeLessThan(options.viewport.height);
  if (options.viewport.width === 390) expect(first!.y).toBeLessThan(340);
  await shoot(page, `lists ${name}`, false);
  for (const path of ['/?severity=high&severity=critical&action=transfer_*', '/search?q=contoso']) {
    await page.goto(at.admin.url + path);
    await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
    expect(await axeFindings(page)).toEqual([]);
    const wider = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(wider).toBe(0);
    await shoot(page, `lists ${name} ${path.slice(1, 4).replace('?', '')}`, false);
  }
  await page.context().close();
});

test('rows with and without a checkbox stand in one line', async () => {
  const page = await open(DESKTOP);
  await page.goto(`${at.admin.url}/?show=all`);
  const lefts = await page.$$eval('.row-title', (all) =>
    all.map((each) => each.getBoundingClientRect().left),
  );
  expect(await page.locator('.row').count()).toBe(3);
  expect(await page.locator('.tick').count()).toBe(2);
  expect(Math.max(...lefts) - Math.min(...lefts)).toBeLessThan(1);
  await page.context().close();
});

test('filters work by keyboard, stay in the address, and can be removed', async () => {
  const page = await open(DESKTOP);
  await page.goto(`${at.admin.url}/?show=all`);
  await page.focus('.filters summary');
  await page.keyboard.press('Enter');
  await page.focus('[name=action]');
  await page.keyboard.type('transfer_*');
  await page.focus('[name=severity][value=high]');
  await page.keyboard.press('Space');
  await page.focus('[name=order]');
  await page.keyboard.type('newest');
  await page.focus('[name=action]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.chip');
  expect(new URL(page.url()).searchParams.getAll('severity')).toEqual(['high']);
  expect(await titles(page)).toEqual(['transfer_stock', 'transfer_funds']);
  await page.reload();
  expect(await titles(page)).toEqual(['transfer_stock', 'transfer_funds']);
  expect(await page.inputValue('[name=action]')).toBe('transfer_*');
  await page.click('.chip:has-text("Action")');
  await page.waitForURL((url) => !url.searchParams.has('action'));
  expect(new URL(page.url()).searchParams.getAll('severity')).toEqual(['high']);
  await page.click('.chip:has-text("Severity")');
  await page.waitForSelector('.row >> nth=2');
  expect(await page.locator('.chip').count()).toBe(0);
  await page.context().close();
});

test('search finds words, and says how much was searched', async () => {
  const page = await open(DESKTOP);
  await page.keyboard.press('/');
  await page.keyboard.type('inv-7004');
  await page.keyboard.press('Enter');
  await page.waitForURL(/search/);
  expect(await titles(page)).toEqual(['transfer_funds']);
  expect(await page.textContent('main')).toContain('requests that you may read.');
  await page.context().close();
});

test('title and icon show how many requests wait, on every page, and follow changes', async () => {
  const page = await open(DESKTOP);
  const before = await pending();
  expect(await page.title()).toBe(`(${before}) Inbox · Approvals`);
  const iconOf = () => page.getAttribute('link[rel=icon]', 'href');
  await page.waitForFunction(`/icon-${before}\\./.test(document.querySelector('link[rel=icon]').href)`);
  const icon = await page.request.get(at.admin.url + (await iconOf())!);
  expect([icon.status(), icon.headers()['content-type']]).toEqual([200, 'image/svg+xml; charset=utf-8']);
  expect(await icon.text()).toContain(`>${before}</text>`);
  const { id } = await ask('ask_me');
  await page.waitForFunction(`document.title === '(${before + 1}) Inbox · Approvals'`);
  await page.goto(`${at.admin.url}/runs`);
  await page.waitForFunction(`document.title === '(${before + 1}) Runs · Approvals'`);
  await at.temporal.manager.cancel(id, { cancelledBy: 'payments-agent' });
  await eventually(async () => (await pending()) === before);
  await page.context().close();
});

test('a notification comes only after a click, and says nothing of the request', async () => {
  const page = await open(DESKTOP);
  await page.addInitScript(() => {
    const shown: string[] = [];
    class Fake {
      static permission = 'default';
      static asked = 0;
      static requestPermission() {
        Fake.asked += 1;
        return Promise.resolve((Fake.permission = 'granted'));
      }
      constructor(title: string, { body = '' } = {}) {
        shown.push(title + body);
      }
      addEventListener() {}
    }
    Object.assign(globalThis, { Notification: Fake, shown });
  });
  const fake = () => page.evaluate<[number, string[]]>('[globalThis.Notification.asked, globalThis.shown]');
  await page.reload();
  await page.waitForSelector('#notify:has-text("Notify me of new requests")');
  await page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })");
  const before = await pending();
  const { id } = await ask('ask_me', { description: 'A secret' });
  await page.waitForFunction(`document.title.startsWith('(${before + 1})')`);
  expect(await fake()).toEqual([0, []]);
  await page.click('#notify');
  await page.waitForSelector('#notify:has-text("Stop notifications")');
  const second = await ask('ask_me', { description: 'A second secret' });
  await page.waitForFunction('globalThis.shown.length > 0');
  expect(await fake()).toEqual([1, ['A request waits for you']]);
  for (const each of [id, second.id])
    await at.temporal.manager.cancel(each, { cancelledBy: 'payments-agent' });
  await page.context().close();
});

test('a browser that blocks notifications: the button says so, keeps its focus and does nothing', async () => {
  const page = await open(DESKTOP);
  await page.addInitScript(() => {
    Object.assign(globalThis, {
      Notification: { permission: 'denied', requestPermission: () => Promise.reject(new Error('asked')) },
    });
  });
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await page.reload();
  const button = page.locator('#notify');
  await button.focus();
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  await page.keyboard.press('Enter');
  expect(await button.innerText()).toBe('Your browser blocks notifications of this site');
  expect(await page.evaluate('document.activeElement.id')).toBe('notify');
  expect(errors).toEqual([]);
  await page.context().close();
});

test.each([
  ['de-CH', 'Asia/Tokyo', /^in \d+ (Std|Min)\./, 'GMT+9'],
  ['en-US', 'America/New_York', /^in \d+ (hr|min)\./, 'E'],
])('times follow the language and zone of the browser: %s, %s', async (locale, timezoneId, due, zone) => {
  const page = await open({ ...DESKTOP, locale, timezoneId });
  const time = page.locator('.row .due time').first();
  expect(await time.textContent()).toMatch(due);
  expect(await time.getAttribute('title')).toMatch(/ UTC$/);
  expect(await time.getAttribute('lang')).toBe(locale);
  expect(await page.getAttribute('html', 'lang')).toBe('en');
  await page.locator('.row-link').first().click();
  const absolute = page.locator('time[data-show=absolute]').first();
  expect(await absolute.textContent()).toContain(zone);
  expect(await absolute.textContent()).toMatch(/ · (\d{4}-\d\d-\d\d )?\d\d:\d\d UTC$/);
  expect(await absolute.getAttribute('title')).toMatch(/ UTC$/);
  await page.context().close();
});

test('a request that is due soon says so in a word and a colour', async () => {
  await ask('quick');
  const page = await open(DESKTOP);
  await eventually(async () => {
    await page.goto(`${at.admin.url}/?severity=low`);
    return (await page.locator('.due-soon').count()) === 1;
  }, 30_000);
  expect(await page.textContent('.due-soon')).toMatch(/due soon|overdue/);
  await page.context().close();
});
