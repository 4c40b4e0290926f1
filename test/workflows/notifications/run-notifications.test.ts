import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import type { NotificationsRecord } from '../../../contract/notification';
import { startApproval, startTimeSkippingServer, withWorker } from '../../support/time-skipping';
import { SECRET, startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver';

let env: TestWorkflowEnvironment;
let receiver: WebhookReceiver;
beforeAll(async () => {
  [env, receiver] = await Promise.all([startTimeSkippingServer(), startWebhookReceiver()]);
});
afterAll(async () => {
  await env?.teardown();
  await receiver.stop();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer = undefined;
});

function config(more: Partial<ConfigInput> = {}): ConfigInput {
  return {
    directory: { 'finance-team': ['ana', 'bo'] },
    policies: [{ name: 'payments', approvers: ['finance-team'], expireAfter: '4h' }],
    channels: { hooks: { type: 'webhook', url: receiver.url, secrets: [SECRET] } },
    ...more,
  };
}

function notificationsOf(id: string): Promise<NotificationsRecord> {
  return env.client.workflow.getHandle(`${id}-notifications`).result() as Promise<NotificationsRecord>;
}

const types = () => receiver.received.map(({ payload }) => (payload as { type: string }).type);

it('tells of a request and of its decision, each once, under ids that stay', () =>
  withWorker(env, config(), async (queue) => {
    const request = await startApproval(env, queue);
    await request.update();
    const { messages } = await notificationsOf(request.id);
    expect(types()).toEqual(['request.requested', 'request.decided']);
    expect(messages).toMatchObject([
      { key: 'requested', channel: 'hooks', status: 'sent' },
      { key: 'ended', channel: 'hooks', status: 'sent' },
    ]);
    expect(receiver.received.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
  }));

it('reminds after so long, then every so often, and warns before the deadline', () =>
  withWorker(
    env,
    config({ notifications: { remindAfter: ['30m', '2h'], remindEvery: '45m', warnBefore: '5m' } }),
    async (queue) => {
      const request = await startApproval(env, queue);
      await request.result();
      const { messages } = await notificationsOf(request.id);
      const begun = Date.parse(messages[0]?.at ?? '');
      const minutes = messages.map(({ at }) => Math.round((Date.parse(at) - begun) / 60_000));
      expect(messages.map(({ event }, index) => `${event} ${minutes[index]}`)).toEqual([
        'requested 0',
        'reminder 30',
        'reminder 120',
        'reminder 165',
        'reminder 210',
        'expiring 235',
        'expired 240',
      ]);
    },
  ));

it('starts nothing for a request without channels', () =>
  withWorker(env, config({ channels: {} }), async (queue) => {
    const request = await startApproval(env, queue);
    await request.signal();
    await request.result();
    await expect(notificationsOf(request.id)).rejects.toThrow('not found');
  }));

it('tells programs, and no person, of what a policy decides', () =>
  withWorker(
    env,
    config({
      policies: [{ name: 'harmless', effect: 'allow' }],
      contacts: { 'agent-1': { email: 'agent@example.com' } },
      channels: {
        hooks: { type: 'webhook', url: receiver.url, secrets: [SECRET] },
        mail: { type: 'email', smtp: 'smtp://127.0.0.1:1', from: 'a@example.com' },
      },
    }),
    async (queue) => {
      const request = await startApproval(env, queue);
      await request.result();
      const { messages } = await notificationsOf(request.id);
      expect(messages).toMatchObject([{ key: 'ended', channel: 'hooks', status: 'sent' }]);
      expect(types()).toEqual(['request.decided']);
    },
  ));

it('tells of a request whose id another had before it', () =>
  withWorker(env, config(), async (queue) => {
    const first = await startApproval(env, queue);
    await first.update();
    await notificationsOf(first.id);
    const again = await env.client.workflow.start('hitlApproval', {
      workflowId: first.id,
      taskQueue: queue,
      args: [{ content: { action: 'pay', context: {}, requesterId: 'agent-1' } }],
    });
    await again.executeUpdate('decide', { args: [{ decision: 'approve', decidedBy: 'bo' }] });
    await again.result();
    await notificationsOf(first.id);
    expect(types()).toEqual(['request.requested', 'request.decided', 'request.requested', 'request.decided']);
  }));
