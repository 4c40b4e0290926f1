import type { Page } from 'playwright-core';
import { visible } from '../../../rules/text';
import { axeFindings, RULES_OF_COLOURS, shoot, signedInPage } from '../../support/browser';
import { CONTENTS } from '../../support/contents';
import { managers, STAGED_CONFIG } from '../../support/demo-data';
import { inboxInBrowser } from '../../support/inbox-in-browser';
import { eventually } from '../../support/temporal';

/*
 * What people see is what will happen: the page of a request shows its whole content, whatever that is.
 */

jest.setTimeout(180_000);

const at = inboxInBrowser(STAGED_CONFIG);
beforeAll(async () => {
  const { approvals } = managers(at.temporal);
  for (const [id, context] of Object.entries(CONTENTS))
    await approvals.requestApproval({ id, action: 'transfer_funds', requesterId: 'agent', context });
  await eventually(async () => {
    const all = await Promise.all(Object.keys(CONTENTS).map((id) => approvals.getRequest(id)));
    return all.every(({ plan }) => plan !== undefined);
  });
});

/** The texts in a value, line by line, as people see them. */
function linesIn(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/\r\n|\n|\r/).map((line) => visible(line).trim());
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(linesIn);
}

const squeezed = (text: string) => text.replace(/[\s⏎⇥]/g, '');

/** The text of the content without what the page adds: counts, and the controls that unfold. */
function contentOf(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const content = document.querySelector('.content').cloneNode(true);
    for (const each of content.querySelectorAll('summary, .hint, .unseen')) each.remove();
    return content.textContent;
  })()`);
}

async function findings(page: Page, id: string): Promise<string[]> {
  const found: string[] = [];
  await page.goto(`${at.admin.url}/requests/${id}`);
  const exact = JSON.parse((await page.textContent('.exact-json pre')) ?? '') as unknown;
  if (JSON.stringify(exact) !== JSON.stringify(CONTENTS[id])) found.push(`${id}: the exact JSON differs`);
  const shown = squeezed(await contentOf(page));
  const missing = linesIn(CONTENTS[id]).filter((line) => !shown.includes(squeezed(line)));
  found.push(...missing.slice(0, 3).map((line) => `${id}: does not show ${line.slice(0, 80)}`));
  const wider = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  if (wider > 0) found.push(`${id}: ${wider} pixels wider than the window`);
  const foreign = await page.evaluate<number>(
    "document.querySelectorAll('.content img, .content script').length",
  );
  if (foreign > 0) found.push(`${id}: loads ${foreign} pictures or scripts`);
  found.push(...(await axeFindings(page)).map((line) => `${id}: ${line}`));
  await page.emulateMedia({ colorScheme: 'dark' });
  found.push(...(await axeFindings(page, RULES_OF_COLOURS)).map((line) => `${id}, dark: ${line}`));
  // Everything is still reachable, and still fits, when it is unfolded.
  await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
  const unfolded = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  if (unfolded > 0) found.push(`${id}: unfolded ${unfolded} pixels wider than the window`);
  return found;
}

const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

test.each([
  ['wide', WIDE],
  ['phone', PHONE],
])('twenty contents are shown completely, accessibly and within the window: %s', async (name, viewport) => {
  const page = await signedInPage(at.browser, at.admin.url, 'ana', { viewport, bypassCSP: true });
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(at.admin.url)) elsewhere.push(request.url());
  });
  const found: string[] = [];
  for (const id of Object.keys(CONTENTS)) {
    found.push(...(await findings(page, id)));
    await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = false");
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await shoot(page, `content-${id}-${name}-${colorScheme}`);
    }
  }
  expect(found).toEqual([]);
  expect(elsewhere).toEqual([]);
  await page.context().close();
});

test('the browser finds text in folded parts, and the keyboard opens them', async () => {
  const page = await signedInPage(at.browser, at.admin.url, 'ana', { viewport: WIDE });
  await page.goto(`${at.admin.url}/requests/rows200`);
  expect(await page.isVisible('text=INV-7199')).toBe(false);
  await page.focus('.content .fold > summary');
  await page.keyboard.press('Enter');
  expect(await page.isVisible('text=INV-7199')).toBe(true);
  expect(await page.textContent('.content')).toContain('rows 1–50 of 200');
  await page.context().close();
});

test('a link in the arguments leads to a page that warns, and names the real host', async () => {
  const page = await signedInPage(at.browser, at.admin.url, 'ana', { viewport: PHONE });
  await page.goto(`${at.admin.url}/requests/mixed`);
  await page.click('text=Open evil.example');
  expect(await page.textContent('h1')).toBe('Open evil.example?');
  expect(await page.textContent('main')).toContain('The text before the @ is a user name and not the site.');
  expect(await page.getAttribute('main a.button', 'rel')).toContain('noreferrer');
  await page.goto(`${at.admin.url}/leave?to=javascript:alert(1)`);
  expect(await page.textContent('main')).toContain(
    'Only addresses that begin with http:// or https:// can be opened.',
  );
  expect(await page.$('main a.button')).toBeNull();
  await page.context().close();
});
