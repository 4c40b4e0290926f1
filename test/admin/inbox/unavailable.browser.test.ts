import { Client } from '@temporalio/client';
import { ApprovalManager } from '../../../client';
import { lazyConnection, resolveConnection } from '../../../client/temporal/connect';
import { startDevServer } from '../../../worker/temporal/dev-server';
import { signedInPage, startBrowser } from '../../support/browser';
import { TRANSFER } from '../../support/demo-data';
import { textOf, Visitor } from '../../support/form-visitor';
import { inboxApp, servedInbox } from '../../support/inbox-app';
import { startTemporal } from '../../support/temporal';
import { withoutWorker } from '../../support/without-worker';

jest.setTimeout(90_000);

test('without a worker, a page shows what is known and what is unknown, and a decision is delivered', async () => {
  const temporal = await startTemporal();
  try {
    await withoutWorker(temporal, async () => {
      await temporal.manager.requestApproval({ id: 'alone', ...TRANSFER });
      const olga = await Visitor.signedIn(inboxApp(temporal), 'olga');
      const page = textOf(await olga.page('/requests/alone'));
      expect(page).toContain('"amount": 15000');
      expect(page).toContain('No worker answered, so these are unknown now: ');
      const policies = await olga.get('/policies');
      expect([policies.status, textOf(await policies.text())]).toEqual([
        503,
        expect.stringContaining('No worker answers'),
      ]);
      const told = textOf(await olga.submit('/requests/alone', '/decide', { decision: 'approve' }));
      expect(told).toContain('Delivered, waiting for a worker');
    });
  } finally {
    await temporal.stop();
  }
});

test('while Temporal is unreachable, every page says so and reloads until Temporal is back', async () => {
  const server = await startDevServer({ port: 0, headless: true });
  const settings = resolveConnection({ address: server.address, namespace: 'default' });
  const connection = lazyConnection(settings, 2_000);
  const client = new Client({ connection, namespace: 'default' });
  const browser = await startBrowser();
  const admin = await servedInbox({ client, taskQueue: 'away' });
  try {
    const ana = await Visitor.signedIn(inboxApp({ client, taskQueue: 'away' }), 'ana');
    const missing = await ana.get('/');
    expect([missing.status, textOf(await missing.text())]).toEqual([
      503,
      expect.stringContaining('Temporal is not set up yet'),
    ]);
    const page = await signedInPage(browser, admin.url, 'ana', { javaScriptEnabled: false });
    await server.stop();
    const manager = new ApprovalManager(client, { taskQueue: 'away' });
    const gaveUp = manager.getRequest('anything').catch(() => undefined);
    const away = await Promise.race([ana.get('/requests/anything'), gaveUp]);
    // The page must answer before the client gives up.
    if (!(away instanceof Response)) throw new Error('the client gave up before the page was answered');
    const html = await away.text();
    expect([away.status, away.headers.get('Retry-After')]).toEqual([503, '5']);
    expect(html).toContain('<meta http-equiv="refresh" content="5"/>');
    expect(textOf(html)).toContain('Temporal does not answer');
    await page.waitForSelector('h1:has-text("Temporal does not answer")', { timeout: 40_000 });
    const port = Number(server.address.split(':')[1]);
    const again = await startDevServer({ port, headless: true });
    await page.waitForSelector('h1:has-text("Temporal is not set up yet")', { timeout: 30_000 });
    await again.stop();
  } finally {
    await browser.close();
    await admin.stop();
    await connection.close();
  }
});
