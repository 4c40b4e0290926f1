import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** A headless Chromium: the one in CHROMIUM, which jest.slow.config.js sets. */
export async function startBrowser(): Promise<Browser> {
  const { CHROMIUM } = process.env;
  if (CHROMIUM === undefined)
    throw new Error(
      'There is no Chromium: install one (apt-get install chromium-headless-shell) or name its file in CHROMIUM',
    );
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1100, height: 900 };

/** A browser page of a person who has signed in through the sign-in page. */
export async function signedInPage(
  browser: Browser,
  url: string,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: DESKTOP,
    timezoneId: 'UTC',
    locale: 'en-GB',
    ...options,
  });
  context.setDefaultTimeout(30_000);
  // If Temporal is unreachable, the admin server may take ten seconds to answer.
  context.setDefaultNavigationTimeout(20_000);
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.fill('input[name=name]', name);
  await page.click('button:has-text("Sign in")');
  await page.waitForURL(`${url}/`);
  return page;
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const ALL_RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What can fail in dark colours alone, on a page where all rules hold in light colours. */
export const RULES_OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/**
 * The findings of axe on a page, one line each. The browser context must bypass the CSP.
 *
 * @param rules the rules, or tags of rules, that it tries
 */
export async function axeFindings(page: Page, rules = ALL_RULES): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run: (
          options: object,
        ) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run({ runOnly, resultTypes: ['violations'], preload: false });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
    );
  }, rules);
}

const DOCS = process.env.HITL_SCREENSHOTS === '1' ? join(__dirname, '../../docs/images') : undefined;
const SHOTS = process.env.HITL_SHOTS_DIR ?? mkdtempSync(join(tmpdir(), 'hitl-shots-'));
const isWanted = DOCS !== undefined || process.env.HITL_SHOTS_DIR !== undefined;
/** The pictures in the documentation. */
const IN_DOCS = [
  'list-light',
  'request-light',
  'request-phone',
  'too-late-light',
  'several-light',
  'escalation-light',
  'run-dark',
  'policies-light',
  'content-mixed-wide-light',
  'content-mixed-phone-light',
  'content-sql-wide-light',
  'content-diff-wide-dark',
  'content-email-wide-light',
  'content-rows200-wide-light',
  'richer-phone-dark',
  'evidence-light',
  'edit-form-light',
  'edit-preview-light',
  'response-form-light',
];

/** Where the picture with this name goes. With HITL_SCREENSHOTS=1, pictures of the documentation go to docs/images; else to a temporary folder. */
function pathOf(name: string): string {
  const folder = IN_DOCS.includes(name) ? (DOCS ?? SHOTS) : SHOTS;
  mkdirSync(folder, { recursive: true });
  return join(folder, `inbox-${name}.png`);
}

/** Takes a picture of the page, for people who read the documentation (HITL_SCREENSHOTS=1) or look at HITL_SHOTS_DIR. */
export async function shoot(page: Page, name: string, fullPage = true): Promise<void> {
  if (isWanted) await shootAlways(page, name, fullPage);
}

/** Takes a picture of the page. Returns its size in bytes. */
export async function shootAlways(page: Page, name: string, fullPage: boolean): Promise<number> {
  await page.evaluate('document.activeElement?.blur()');
  const picture = await page.screenshot({ path: pathOf(name), fullPage, animations: 'disabled' });
  return picture.length;
}

/** Takes a picture of one part of the page. Returns its size in bytes. */
export async function shootPart(page: Page, name: string, selector: string): Promise<number> {
  await page.evaluate('document.activeElement?.blur()');
  const picture = await page.locator(selector).screenshot({ path: pathOf(name), animations: 'disabled' });
  return picture.length;
}
