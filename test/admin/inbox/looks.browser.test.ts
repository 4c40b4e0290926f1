import type { Page } from 'playwright-core';
import { axeFindings, DESKTOP, PHONE, shoot, signedInPage } from '../../support/browser';
import { confirmation, escalatedRun, managers, STAGED_CONFIG, transfer } from '../../support/demo-data';
import { inboxInBrowser } from '../../support/inbox-in-browser';
import { eventually } from '../../support/temporal';

jest.setTimeout(120_000);
let places: Record<string, string>;

const at = inboxInBrowser(STAGED_CONFIG);
beforeAll(async () => {
  const all = managers(at.temporal);
  const { approvals } = all;
  await transfer(all, 'INV-1002');
  await transfer(all, 'INV-1004', { resource: 'bank-account-77', description: 'Transfer $420 to Contoso' });
  const drop = { action: 'delete_table', resource: 'prod/orders_2019', requesterId: 'cleanup-agent' };
  await transfer(all, 'drop-1', {
    ...drop,
    description: 'Nobody has read it for a year',
    context: { rows: 84_211 },
  });
  await approvals.approve('drop-1', {
    decidedBy: 'bo',
    notes: 'I asked the team: nobody misses it',
    via: 'cli',
  });
  await approvals.approve('drop-1', { decidedBy: 'eve' });
  await transfer(all, 'INV-0990', { description: 'Transfer $98,000 to a new vendor' });
  await approvals.reject('INV-0990', { decidedBy: 'bo', reason: 'We do not know this vendor' });
  const typed = await confirmation(all, 'ana');
  const escalation = await escalatedRun(all, 'review-C-77');
  await eventually(async () => (await approvals.countRequests({ approver: 'ana', status: 'pending' })) === 4);
  places = {
    list: '/',
    request: '/requests/INV-1002',
    stages: '/requests/drop-1',
    rejected: '/requests/INV-0990',
    confirmation: `/requests/${typed}`,
    escalations: '/escalations',
    escalation: `/escalations/${escalation}`,
    runs: '/runs',
    run: '/runs/review-C-77',
    reference: '/reference',
    search: '/search?q=payments-agent',
    missing: '/requests/nothing',
  };
});

async function look(page: Page, suffix: string): Promise<string[]> {
  const found: string[] = [];
  for (const [name, path] of Object.entries(places)) {
    await page.goto(at.admin.url + path);
    found.push(...(await axeFindings(page)).map((line) => `${name}: ${line}`));
    const wider = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    if (wider > 0) found.push(`${name} is ${wider} pixels wider than the window`);
    await shoot(page, `${name}${suffix}`);
  }
  return found;
}

test.each([
  ['light', { viewport: DESKTOP, colorScheme: 'light' as const }],
  ['dark', { viewport: DESKTOP, colorScheme: 'dark' as const }],
  ['phone', { viewport: PHONE, colorScheme: 'light' as const, isMobile: true, hasTouch: true }],
  ['narrow', { viewport: { width: 320, height: 640 }, colorScheme: 'light' as const }],
])('every page in %s passes axe and fits the window', async (name, options) => {
  const page = await signedInPage(at.browser, at.admin.url, 'ana', { ...options, bypassCSP: true });
  expect(await look(page, `-${name}`)).toEqual([]);
  await page.context().close();
});

test('the pages of an operator and the sign-in page pass axe', async () => {
  const page = await signedInPage(at.browser, at.admin.url, 'olga', { bypassCSP: true });
  await page.goto(`${at.admin.url}/policies`);
  await page.fill('[name=action]', 'delete_table');
  await page.fill('[name=resource]', 'prod/orders');
  await page.click('button:has-text("Try it")');
  expect(await page.textContent('#dry-run')).toContain('requires 2 approvals from finance-team');
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, 'policies-light', false);
  await page.goto(`${at.admin.url}/requests/nothing/at/all`);
  expect(await axeFindings(page)).toEqual([]);
  await page.goto(`${at.admin.url}/sign-in`);
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, 'sign-in-light');
  await page.context().close();
});

test('temporary parts pass axe: help, verdict, refusal, results, changed note', async () => {
  const page = await signedInPage(at.browser, at.admin.url, 'ana', { viewport: PHONE, bypassCSP: true });
  const found: string[] = [];
  const note = async (what: string) => {
    found.push(...(await axeFindings(page)).map((line) => `${what}: ${line}`));
    await shoot(page, `${what}-phone`);
  };
  await page.keyboard.press('?');
  await page.waitForSelector('dialog[open]');
  await note('help');
  await page.click('dialog button');
  await page.check('[name=pick] >> nth=0');
  await note('selected');
  await page.click('button:has-text("Approve selected")');
  await page.waitForSelector('button:has-text("Approve this request")');
  await note('review');
  await page.click('button:has-text("Approve this request")');
  await page.waitForSelector('#verdict');
  await note('results');
  await page.goto(at.admin.url + places.confirmation);
  await page.fill('[name=confirm]', 'wrong');
  await page.click('button:has-text("Confirm")');
  await page.waitForSelector('#verdict:has-text("The typed value is wrong")');
  expect(page.url()).toBe(at.admin.url + places.confirmation);
  await note('refused');
  await page.fill('[name=confirm]', 'DEPLOY');
  await page.click('button:has-text("Confirm")');
  await page.waitForSelector('#verdict:has-text("counted")');
  await note('counted');
  await page.goto(`${at.admin.url}/requests/drop-1`);
  await page.fill('[name=text]', 'half a thought');
  await at.temporal.manager.reject('drop-1', { decidedBy: 'ana', reason: 'no' });
  await page.waitForSelector('.changed');
  await note('changed');
  expect(found).toEqual([]);
  await page.context().close();
});
