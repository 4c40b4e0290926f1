import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { startAdminServer, type RunningAdminServer } from '../../../admin/server/serve';
import { ConfigSchema } from '../../../contract/config/config';
import { freePorts } from '../../../worker/temporal/ports';
import { startWorkerBeside } from '../../support/beside-worker';
import { axeFindings, startBrowser } from '../../support/browser';
import { managers, transfer } from '../../support/demo-data';
import { INBOX_CONFIG } from '../../support/inbox-app';
import { type ProviderForTests, startProvider } from '../../support/oidc';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

jest.setTimeout(90_000);
let temporal: TemporalForTests;
let provider: ProviderForTests;
let admin: RunningAdminServer;
let proxy: Server;
let browser: Browser;
let stopWorker: () => Promise<void>;
/** The public address: a proxy that sets Referrer-Policy: no-referrer. */
let url = '';
let count = 0;
/** The Origin headers that the browser sent with forms. */
const origins: (string | undefined)[] = [];

beforeAll(async () => {
  [temporal, browser] = await Promise.all([startTemporal(), startBrowser()]);
  stopWorker = startWorkerBeside(temporal, INBOX_CONFIG);
  const [port = 0] = await freePorts('127.0.0.1', [0]);
  proxy = noReferrerProxy(port);
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  provider = await startProvider({ redirectUri: `${url}/sign-in/callback`, groups: false });
  const oidc = { issuer: provider.issuer, clientId: 'inbox', clientSecret: 'the-secret-of-the-admin-server' };
  const config = ConfigSchema.parse({
    ...INBOX_CONFIG,
    admin: { ...INBOX_CONFIG.admin, url, sessionSecret: 's'.repeat(40), signIn: { oidc } },
  });
  const { client, taskQueue } = temporal;
  admin = await startAdminServer({
    config,
    client,
    taskQueue,
    host: '127.0.0.1',
    port,
    env: {},
    log: () => {},
  });
});
afterAll(async () => {
  await browser?.close();
  proxy?.close();
  proxy?.closeAllConnections();
  await admin?.stop();
  await provider?.stop();
  await stopWorker?.();
  await temporal?.stop();
});

function noReferrerProxy(port: number): Server {
  return createServer((request, response) => {
    if (request.method === 'POST') origins.push(request.headers.origin);
    void (async () => {
      const body = request.method === 'POST' ? Buffer.concat(await request.toArray()) : undefined;
      const headers = request.headers as Record<string, string>;
      const answer = await fetch(`http://127.0.0.1:${port}${request.url ?? ''}`, {
        method: request.method ?? 'GET',
        headers: Object.fromEntries(
          Object.entries(headers).filter(
            ([name]) => !/^(connection|host|content-length|transfer-encoding)$/.test(name),
          ),
        ),
        redirect: 'manual',
        ...(body && { body }),
      });
      response.statusCode = answer.status;
      answer.headers.forEach((value, name) => {
        if (!/^(content-encoding|content-length|transfer-encoding|connection|set-cookie)$/.test(name))
          response.setHeader(name, value);
      });
      response.setHeader('Set-Cookie', answer.headers.getSetCookie());
      response.setHeader('Referrer-Policy', 'no-referrer');
      response.end(Buffer.from(await answer.arrayBuffer()));
    })().catch(() => response.destroy());
  });
}

async function newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(10_000);
  return context;
}

const pay = () => transfer(managers(temporal), `pay-${++count}`);

/** Clicks through the provider's pages until it redirects back. */
async function atProvider(page: Page): Promise<void> {
  for (let steps = 0; steps < 4 && page.url().startsWith(provider.issuer); steps++) {
    if (await page.locator('[name=login]').count()) {
      await page.fill('[name=login]', 'ana');
      await page.fill('[name=password]', 'any');
    }
    await page.click('button[type=submit]');
    await page.waitForLoadState();
  }
}

const signIn = async (page: Page) => {
  await page.click('a:has-text("Sign in")');
  await page.waitForURL(`${provider.issuer}/**`);
};

test('two sign-ins in two tabs both end on their own page, behind a proxy with no-referrer', async () => {
  const context = await newContext();
  const ids = [await pay(), await pay()];
  const [first, second] = [await context.newPage(), await context.newPage()];
  await first.goto(`${url}/requests/${ids[0]}`);
  await second.goto(`${url}/requests/${ids[1]}`);
  await signIn(first);
  await signIn(second);
  await atProvider(second);
  await second.waitForURL(`${url}/requests/${ids[1]}`);
  await atProvider(first);
  await first.waitForURL(`${url}/requests/${ids[0]}`);

  await second.fill('[name=text]', 'typed in the second tab before the first had finished');
  await second.click('button:has-text("Approve")');
  expect(await second.locator('#verdict').innerText()).toContain('Your approval counted');
  expect(origins.at(-1)).toBe('null');
  await context.close();
});

test('typed text comes back after signing in again in another tab', async () => {
  // axe is not a script of the admin server.
  const context = await newContext({ bypassCSP: true });
  const id = await pay();
  const page = await context.newPage();
  await page.goto(`${url}/requests/${id}`);
  await signIn(page);
  await atProvider(page);
  await page.waitForURL(`${url}/requests/${id}`);
  await page.fill('[name=text]', 'a long note that took a while');
  await context.clearCookies({ name: 'hitl_session' });
  await page.click('button:has-text("Approve")');
  await page.locator('h1:has-text("Your sign-in has ended")').waitFor();
  expect(await axeFindings(page)).toEqual([]);

  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    page.click('a:has-text("Sign in in a new tab")'),
  ]);
  await tab.waitForLoadState();
  await atProvider(tab);
  await tab.waitForURL(`${url}/sign-in/done`);
  // On return to the first tab, the form appears without a click.
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  expect(await page.locator('#verdict').innerText()).toContain('Nothing was done yet');
  expect(await page.inputValue('[name=text]')).toBe('a long note that took a while');
  expect((await temporal.manager.getRequest(id)).decisions).toEqual([]);
  await page.click('button:has-text("Approve")');
  expect(await page.locator('#verdict').innerText()).toContain('Your approval counted');
  expect((await temporal.manager.getRequest(id)).decisions).toMatchObject([
    { notes: 'a long note that took a while' },
  ]);
  await context.close();
});
