import type { Hono } from 'hono';
import { startWorkerBeside } from '../../support/beside-worker';
import { managers, transfer } from '../../support/demo-data';
import { textOf, Visitor } from '../../support/form-visitor';
import { INBOX_CONFIG, inboxApp } from '../../support/inbox-app';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

jest.setTimeout(60_000);
let temporal: TemporalForTests;
let app: Hono;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  temporal = await startTemporal();
  stopWorker = startWorkerBeside(temporal, INBOX_CONFIG);
  app = inboxApp(temporal);
});
afterAll(async () => {
  await stopWorker?.();
  await temporal?.stop();
});

test('the page of an approved request says how it was used', async () => {
  const ana = await Visitor.signedIn(app, 'ana');
  const id = await transfer(managers(temporal), 'used-1');
  const shown = async () => textOf(await ana.page(`/requests/${id}`));
  expect(await shown()).not.toContain('Not claimed yet');
  await temporal.manager.approve(id, { decidedBy: 'ana' });
  await temporal.manager.waitForApproval(id, { timeout: '20s' });
  expect(await shown()).toContain('Not claimed yet.');
  await temporal.manager.claim(id, { claimedBy: 'pay-bot<b>', attemptId: 'job-17' });
  expect(await shown()).toMatch(/Claimed by pay-bot<b> at .+, outcome not reported yet/);
  await temporal.manager.reportOutcome(id, {
    attemptId: 'job-17',
    outcome: 'committed',
    reference: 'transfer-17',
  });
  expect(await shown()).toMatch(/Used by pay-bot<b> at .+: committed \(transfer-17\)\./);
});

test('the timeline has the claim and its outcome after the approval', async () => {
  const ana = await Visitor.signedIn(app, 'ana');
  const id = await transfer(managers(temporal), 'used-2');
  await temporal.manager.approve(id, { decidedBy: 'ana' });
  await temporal.manager.waitForApproval(id, { timeout: '20s' });
  const shown = async () => textOf(await ana.page(`/requests/${id}`));
  expect(await shown()).not.toContain('claimed by');
  await temporal.manager.claim(id, { claimedBy: 'pay-bot<b>', attemptId: 'job-17' });
  expect(await shown()).toMatch(/Timeline.+ana approved.+claimed by pay-bot<b>/s);
  await temporal.manager.reportOutcome(id, { attemptId: 'job-17', outcome: 'failed', detail: 'no funds' });
  expect(await shown()).toMatch(/claimed by pay-bot<b>.+pay-bot<b> reported failed: no funds/s);
});

test('the timeline has a claim that was released and the claim of the next claimer', async () => {
  const ana = await Visitor.signedIn(app, 'ana');
  const id = await transfer(managers(temporal), 'used-3');
  await temporal.manager.approve(id, { decidedBy: 'ana' });
  await temporal.manager.waitForApproval(id, { timeout: '20s' });
  await temporal.manager.claim(id, { claimedBy: 'first-bot', attemptId: 'one' });
  await temporal.manager.reportOutcome(id, {
    attemptId: 'one',
    outcome: 'not_started',
    detail: 'no network',
  });
  await temporal.manager.claim(id, { claimedBy: 'second-bot', attemptId: 'two' });
  expect(textOf(await ana.page(`/requests/${id}`))).toMatch(
    /claimed by first-bot.+first-bot reported not started: no network.+claimed by second-bot/s,
  );
  expect(await temporal.manager.getRequest(id)).toMatchObject({
    use: { attemptId: 'two' },
    earlierUses: [{ attemptId: 'one', outcome: 'not_started' }],
  });
});
