import type { Browser } from 'playwright-core';
import type { RunningAdminServer } from '../../admin/server/serve';
import type { ConfigInput } from '../../contract/config/config';
import { startWorkerBeside } from './beside-worker';
import { startBrowser } from './browser';
import { servedInbox } from './inbox-app';
import { startTemporal, type TemporalForTests } from './temporal';

/** An inbox, and the browser that opens it. */
interface InboxInBrowser {
  temporal: TemporalForTests;
  admin: RunningAdminServer;
  browser: Browser;
}

/** The setup for all tests of a file: Temporal, a worker and an admin server with this config, and a browser. */
export function inboxInBrowser(config: ConfigInput): InboxInBrowser {
  const at = {} as InboxInBrowser;
  let stopWorker: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    [at.temporal, at.browser] = await Promise.all([startTemporal(), startBrowser()]);
    stopWorker = startWorkerBeside(at.temporal, config);
    at.admin = await servedInbox(at.temporal, config);
  });
  afterAll(async () => {
    await at.browser?.close();
    await at.admin?.stop();
    await stopWorker?.();
    await at.temporal?.stop();
  });
  return at;
}
