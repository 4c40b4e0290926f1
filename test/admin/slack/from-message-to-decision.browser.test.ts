import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { RunningAdminServer } from '../../../admin/server/serve';
import type { ConfigInput } from '../../../contract/config/config';
import { shoot, signedInPage, startBrowser } from '../../support/browser';
import { escalatedRun, managers, STAGED_CONFIG, TRANSFER } from '../../support/demo-data';
import { inboxApp, servedInbox } from '../../support/inbox-app';
import {
  buttonsOf,
  SIGNING_SECRET,
  type SlackStandIn,
  startSlack,
  TOKEN,
  WORKSPACE,
} from '../../support/slack-stand-in';
import { bring, clickOn, signed } from '../../support/slack-visitor';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

jest.setTimeout(120_000);
let temporal: TemporalForTests;
let admin: RunningAdminServer;
let browser: Browser;
let slack: SlackStandIn;
let config: ConfigInput;
let stopWorker: (() => Promise<void>) | undefined;
let count = 0;

const POLICY = {
  approvers: ['finance-team'],
  expireAfter: '4h',
  highlight: ['/amount', '/to'],
} satisfies Partial<NonNullable<ConfigInput['policies']>[number]>;

beforeAll(async () => {
  [temporal, browser, slack] = await Promise.all([startTemporal(), startBrowser(), startSlack(['UANA'])]);
  config = {
    ...STAGED_CONFIG,
    directory: { 'finance-team': ['ana', 'bo'] },
    policies: [
      { name: 'high_value', actions: ['transfer_funds'], severity: 'medium', ...POLICY },
      { name: 'wires', actions: ['wire_funds'], severity: 'critical', ...POLICY },
    ],
    fallback: { approvers: ['finance-team'] },
    levels: { human_review: { assignees: ['bo'] } },
    channels: {
      people: {
        type: 'slack',
        token: TOKEN,
        signingSecret: SIGNING_SECRET,
        workspace: WORKSPACE,
        apiUrl: slack.apiUrl,
      },
    },
    contacts: { ana: { slack: 'UANA' } },
  };
  admin = await servedInbox(temporal, config);
  // Messages link to where the admin server listens.
  config = { ...config, admin: { signIn: { dev: true }, ...config.admin, url: admin.url } };
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const working = temporal.withWorker(() => stopped, config);
  stopWorker = async () => {
    stop();
    await working;
  };
  await escalatedRun(managers(temporal), 'contract-review');
});
afterAll(async () => {
  await browser?.close();
  await stopWorker?.();
  await admin?.stop();
  await slack?.stop();
  await temporal?.stop();
});

const VIEWPORT = { width: 390, height: 844 };
const PHONE: BrowserContextOptions = { viewport: VIEWPORT, isMobile: true, hasTouch: true };

/** An agent asks, and ana gets a message in Slack. */
async function asked(action: string) {
  const id = `asked-${++count}`;
  const run = { runId: 'contract-review', requesterId: 'payments-agent' };
  await temporal.manager.requestApproval({ id, ...TRANSFER, action, ...run });
  const message = () => slack.in('UANA').find(({ blocks }) => JSON.stringify(blocks).includes(`/${id}"`));
  await eventually(async () => message() !== undefined);
  const url = buttonsOf(message()).find(({ label }) => label === 'Open the page')?.url as string;
  return { id, message, url, status: async () => (await temporal.manager.getRequest(id)).status };
}

/** A finger: it reaches only what the screen shows, and counts its taps. */
function finger(page: Page) {
  let taps = 0;
  const isShown = (selector: string) =>
    page.locator(selector).evaluate((each) => {
      const { x, y, width, height } = each.getBoundingClientRect();
      return each.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    });
  return {
    taps: () => taps,
    follow: async (url: string) => {
      taps += 1;
      await page.goto(url);
    },
    tap: async (selector: string) => {
      taps += 1;
      expect([selector, await isShown(selector)]).toEqual([selector, true]);
      await page.locator(selector).tap();
    },
  };
}

/** Expects the facts that a decision needs above the bar at the lower edge, without scrolling. */
async function expectFactsShown(page: Page, severity: string): Promise<void> {
  const bar = await page.locator('.decision-bar').boundingBox();
  for (const text of [
    TRANSFER.description,
    'on bank-account-123',
    `${severity} severity`,
    '15,000',
    'Northwind Traders',
    'payments-agent',
    'reviewer',
    'contract-review',
    'requires 1 approval from finance-team. You are in finance-team.',
    'If nobody decides by then',
  ]) {
    const box = await page.locator(`.summary :text("${text}")`).first().boundingBox();
    const isAbove = box !== null && box.y >= 0 && box.y + box.height <= (bar?.y ?? 0);
    expect([text, isAbove]).toEqual([text, true]);
  }
  expect(await page.evaluate('scrollY')).toBe(0);
}

const counted = (page: Page) => page.waitForSelector('#verdict:has-text("Your approval counted")');

test('signed in: two taps, the link and Approve', async () => {
  const { url, status } = await asked('transfer_funds');
  const page = await signedInPage(browser, admin.url, 'ana', PHONE);
  const { follow, tap, taps } = finger(page);
  await follow(url);
  await expectFactsShown(page, 'medium');
  await shoot(page, 'from-slack', false);
  await tap('.decision-bar button:has-text("Approve")');
  await counted(page);
  expect([await status(), taps()]).toEqual(['approved', 2]);
  await page.context().close();
});

test('not signed in: three taps, the link, the name in the development sign-in and Approve', async () => {
  const { url, status } = await asked('transfer_funds');
  const context = await browser.newContext({ ...PHONE, locale: 'en-GB', timezoneId: 'UTC' });
  const page = await context.newPage();
  const { follow, tap, taps } = finger(page);
  await follow(url);
  await tap('button:text-is("ana")');
  await page.waitForURL(url);
  await expectFactsShown(page, 'medium');
  await tap('.decision-bar button:has-text("Approve")');
  await counted(page);
  expect([await status(), taps()]).toEqual(['approved', 3]);
  await context.close();
});

test('critical severity: three taps, the link, the tick below the arguments and Approve', async () => {
  const { url, status } = await asked('wire_funds');
  const page = await signedInPage(browser, admin.url, 'ana', PHONE);
  const { follow, tap, taps } = finger(page);
  await follow(url);
  await expectFactsShown(page, 'critical');
  expect(await page.locator('.decision-bar button').count()).toBe(0);
  await page.locator('#decision').scrollIntoViewIfNeeded();
  await tap('#decide [name=sure]');
  await tap('#decide button:has-text("Approve")');
  await counted(page);
  expect([await status(), taps()]).toEqual(['approved', 3]);
  await page.context().close();
});

test.each([
  ['transfer_funds', 1],
  ['wire_funds', 2],
])('in the message itself %s takes %d', async (action, expected) => {
  const { message, status } = await asked(action);
  const approve = buttonsOf(message()).find(({ label }) => label === 'Approve');
  // Slack asks before it sends the click.
  const taps = 1 + Number(approve?.confirm !== undefined);
  await bring(inboxApp(temporal, config), signed(clickOn(slack, message(), 'Approve', 'UANA')));
  expect([await status(), taps]).toEqual(['approved', expected]);
});
