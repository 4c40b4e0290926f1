import { Notifications } from '../../../client';
import type { ConfigInput } from '../../../contract/config/config';
import { useId } from '../../../rules/ids';
import { notificationsId } from '../../../rules/notifications/wake';
import { costOf, isIdle, isSettled } from '../../support/budget';
import { CONFIG, eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { SECRET, startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver';

/** Budgets of the specification (design section temporal), in events and billable actions, from real history. */
describe('the cost of notifications', () => {
  let temporal: TemporalForTests;
  let receiver: WebhookReceiver;
  // A namespace for each test: a task that goes to the stopped worker of an earlier test is repeated, and that costs events.
  beforeEach(async () => {
    [temporal, receiver] = await Promise.all([startTemporal(), startWebhookReceiver()]);
  });
  afterEach(async () => {
    await temporal?.stop();
    await receiver.stop();
  });

  const hooks = () => ({ type: 'webhook' as const, url: receiver.url, secrets: [SECRET] });

  const costs = (config: ConfigInput) =>
    temporal.withWorker(async () => {
      const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
      const request = temporal.client.workflow.getHandle(id);
      const notifications = temporal.client.workflow.getHandle(notificationsId({ id }));
      const told = new Notifications(temporal.client);
      await eventually(async () => {
        const { items } = await told.get(id);
        return items.length > 0 && items.every(({ status }) => status === 'sent');
      });
      await eventually(() => isIdle(notifications));
      await request.signal('decide', { decision: 'approve', decidedBy: 'ana' });
      await Promise.all([request.result(), notifications.result()]);
      return { request: await costOf(request), notifications: await costOf(notifications) };
    }, config);

  it('is at most 2 events and 1 action more for a request that is decided immediately, with any number of channels', async () => {
    const { request } = await costs({ ...CONFIG, channels: { a: hooks(), b: hooks(), c: hooks() } });
    expect(request.events).toBeLessThanOrEqual(14 + 2);
    expect(request.actions).toBeLessThanOrEqual(6 + 1);
  });

  it('is 6 events and an action for each plan and each message, in a separate workflow', async () => {
    const { notifications } = await costs({ ...CONFIG, channels: { hooks: hooks() } });
    // Start and wake with their task: 5 and 2. Timer: 1 and 1. Second wake: 4 and 1. End: 1.
    const looksAndMessages = 4;
    expect(notifications.events).toBeLessThanOrEqual(11 + 6 * looksAndMessages);
    expect(notifications.actions).toBeLessThanOrEqual(4 + looksAndMessages);
  });

  it('is 2 events and 2 actions more for a claim with its outcome, and nothing without channels', async () => {
    const used = (config: ConfigInput) =>
      temporal.withWorker(async () => {
        const { manager, client } = temporal;
        const { id } = await manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
        await manager.approve(id, { decidedBy: 'ana' });
        await manager.waitForApproval(id);
        await manager.claim(id, { claimedBy: 'pay-bot', attemptId: 'job-17' });
        const use = client.workflow.getHandle(useId(id, 1));
        await eventually(() => isSettled(use));
        await use.signal('outcome', { outcome: 'committed', claimAttemptId: 'job-17' });
        await use.result();
        return costOf(use);
      }, config);
    expect(await used(CONFIG)).toEqual({ events: 10, actions: 3 });
    expect(await used({ ...CONFIG, channels: { hooks: hooks() } })).toEqual({ events: 12, actions: 5 });
  });

  it('is that of two plans and two messages in the separate workflow, for a claim with its outcome after the end of the request', async () => {
    await temporal.withWorker(
      async () => {
        const { manager, client } = temporal;
        const { id } = await manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
        await manager.approve(id, { decidedBy: 'ana' });
        const notifications = client.workflow.getHandle(notificationsId({ id }));
        await notifications.result();
        await manager.claim(id, { claimedBy: 'pay-bot', attemptId: 'job-17' });
        await eventually(async () => (await notifications.describe()).status.name === 'RUNNING');
        await eventually(() => isIdle(notifications));
        await client.workflow
          .getHandle(useId(id, 1))
          .signal('outcome', { outcome: 'committed', claimAttemptId: 'job-17' });
        await notifications.result();
        const { events, actions } = await costOf(notifications);
        // As above: two plans and two messages. Also the record of the earlier run, and whether this run fails: 6 and 1, 1 and 1.
        expect(events).toBeLessThanOrEqual(11 + 6 * 4 + 6 + 1);
        expect(actions).toBeLessThanOrEqual(4 + 4 + 1 + 1);
      },
      { ...CONFIG, channels: { hooks: hooks() } },
    );
  });
});
