import { Notifications } from '../../client';
import type { ConfigInput } from '../../contract/config/config';
import { ESCALATING } from './escalating';
import { startHttpSink } from './http-sink';
import { startEscalation } from './recorded-escalation';
import type { Story } from './run-histories';
import { eventually, type TemporalForTests } from './temporal';
import { SECRET, startWebhookReceiver, type WebhookReceiver } from './webhook-receiver';

const request = (id: string, { manager }: TemporalForTests) =>
  manager.requestApproval({ id, action: 'pay', requesterId: 'agent-1', context: { amount: 15_000 } });

const told = ({ client }: TemporalForTests, id: string, words: string) =>
  eventually(async () => {
    const { items } = await new Notifications(client).get(id);
    return items.map(({ key, status }) => `${key.split('-')[0]} ${status}`).join() === words;
  });

const paying = (channels: ConfigInput['channels'], more: Partial<ConfigInput> = {}): ConfigInput => ({
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [{ name: 'payments', approvers: ['finance-team'], expireAfter: '4h' }],
  ...(channels && { channels }),
  ...more,
});

const hooks = ({ url }: WebhookReceiver) => ({ type: 'webhook' as const, url, secrets: [SECRET] });

/** Records notifications on the test's own servers, each with the history of its notifications workflow. */
export const notificationStories: Record<string, Story> = {
  'told-approved': {
    children: { '-notifications': 'notifications-delivered' },
    play: async (id, temporal) => {
      const receiver = await startWebhookReceiver();
      await temporal.withWorker(
        async () => {
          await request(id, temporal);
          await told(temporal, id, 'requested sent');
          await temporal.manager.approve(id, { decidedBy: 'ana' });
          await temporal.client.workflow.getHandle(`${id}-notifications`).result();
        },
        paying({ hooks: hooks(receiver) }, { notifications: { remindAfter: ['30m'], warnBefore: '5m' } }),
      );
      await receiver.stop();
    },
  },
  'told-used': {
    children: { '-use': 'told-used-use', '-notifications': 'notifications-of-a-use' },
    play: async (id, temporal) => {
      const receiver = await startWebhookReceiver();
      await temporal.withWorker(
        async () => {
          const { manager, client } = temporal;
          const notifications = client.workflow.getHandle(`${id}-notifications`);
          await request(id, temporal);
          await manager.approve(id, { decidedBy: 'ana' });
          await notifications.result();
          await manager.claim(id, { claimedBy: 'pay-bot', attemptId: 'job-17' });
          await told(temporal, id, 'requested sent,ended sent,claimed sent');
          await manager.reportOutcome(id, { outcome: 'failed', attemptId: 'job-17', detail: 'no funds' });
          await notifications.result();
        },
        paying({ hooks: hooks(receiver) }),
      );
      await receiver.stop();
    },
  },
  'told-by-the-second-channel': {
    children: { '-notifications': 'notifications-refused' },
    play: async (id, temporal) => {
      const [receiver, room] = [await startWebhookReceiver(), await startHttpSink()];
      receiver.answer = () => 410;
      await temporal.withWorker(
        async () => {
          await request(id, temporal);
          await told(temporal, id, 'requested failed,requested sent');
          receiver.answer = undefined;
          await new Notifications(temporal.client).redeliver(id, { channel: 'hooks' });
          await temporal.manager.reject(id, { decidedBy: 'bo', reason: 'no' });
          await temporal.client.workflow.getHandle(`${id}-notifications`).result();
        },
        paying({ hooks: hooks(receiver), room: { type: 'teams', url: room.url } }),
      );
      await Promise.all([receiver.stop(), room.stop()]);
    },
  },
  'escalation-told': {
    children: { '-notifications': 'notifications-of-an-escalation' },
    play: async (id, temporal) => {
      const receiver = await startWebhookReceiver();
      await temporal.withWorker(
        async () => {
          const { handle, happened } = await startEscalation(id, temporal);
          await happened('promoted');
          await told(temporal, id, 'notified sent,notified sent');
          const resolution = { resolvedBy: 'di', action: 'continue', resolution: 'looked at it' };
          await handle.signal('resolve', resolution);
          await temporal.client.workflow.getHandle(`${id}-notifications`).result();
        },
        {
          ...ESCALATING,
          levels: {
            human_review: { assignees: ['reviewers'], acknowledgeWithin: '2s' },
            manager: { assignees: ['managers'], acknowledgeWithin: '1h' },
          },
          channels: { hooks: hooks(receiver) },
        },
      );
      await receiver.stop();
    },
  },
};
