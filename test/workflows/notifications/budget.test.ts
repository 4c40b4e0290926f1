import { Notifications } from '../../../client';
import type { ConfigInput } from '../../../contract/config/config';
import { notificationsId } from '../../../rules/notifications/wake';
import { costOf, isIdle } from '../../support/budget';
import { CONFIG, eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { SECRET, startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver';

/** Budgets of the specification (design section temporal), in events and billable actions, from real history. */
describe('the cost of notifications', () => {
  let temporal: TemporalForTests;
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    [temporal, receiver] = await Promise.all([startTemporal(), startWebhookReceiver()]);
  });
  afterAll(async () => {
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
});
