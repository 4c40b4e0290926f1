import type { Hono } from 'hono';
import type { ConfigInput } from '../../contract/config/config';
import { startWorkerBeside } from './beside-worker';
import { Visitor } from './form-visitor';
import { inboxApp } from './inbox-app';
import { startTemporal, type TemporalForTests } from './temporal';

/** A server, a worker, the inbox and ana, who is signed in, for all tests of a file. Call it outside of tests. */
export function signedInInbox(config: ConfigInput) {
  const given = {} as { temporal: TemporalForTests; app: Hono; ana: Visitor };
  let stopWorker: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    given.temporal = await startTemporal();
    stopWorker = startWorkerBeside(given.temporal, config);
    given.app = inboxApp(given.temporal, config);
    given.ana = await Visitor.signedIn(given.app, 'ana');
  });
  afterAll(async () => {
    await stopWorker?.();
    await given.temporal?.stop();
  });
  return given;
}
