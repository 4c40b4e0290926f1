import { AgentRuns, EscalationManager, Notifications } from '../../../client';
import type { ConfigInput } from '../../../contract/config/config';
import { WORKFLOW_TYPES } from '../../../contract/names';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { SECRET, startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver';

let temporal: TemporalForTests;
let receiver: WebhookReceiver;
let notifications: Notifications;

beforeAll(async () => {
  [temporal, receiver] = await Promise.all([startTemporal({ keepsWorker: true }), startWebhookReceiver()]);
  notifications = new Notifications(temporal.client, { taskQueue: temporal.taskQueue });
});
afterAll(async () => {
  await temporal?.stop();
  await receiver.stop();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer = undefined;
});

const config = (more: Partial<ConfigInput> = {}): ConfigInput => ({
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [{ name: 'payments', approvers: ['finance-team'], expireAfter: '4h' }],
  channels: { hooks: { type: 'webhook', url: receiver.url, secrets: [SECRET], giveUpAfter: '2s' } },
  ...more,
});

const request = () => temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });

/** The webhooks about this request. Requests of other tests may still be pending. */
const receivedAbout = (id: string) =>
  receiver.received.filter(({ payload }) => JSON.stringify(payload).includes(id));

const told = async (id: string) =>
  (await notifications.get(id)).items.map(({ key, status }) => `${key} ${status}`);

it('lists the notifications of a request while it is open and after its end', () =>
  temporal.withWorker(async () => {
    const { id } = await request();
    await eventually(async () => (await told(id)).join() === 'requested sent');
    await temporal.manager.approve(id, { decidedBy: 'ana' });
    await eventually(async () => (await told(id)).join() === 'requested sent,ended sent');
  }, config()));

it('shows failing messages while they are retried; a decision does not wait for them', () =>
  temporal.withWorker(
    async () => {
      receiver.answer = () => 503;
      const { id } = await request();
      await eventually(async () => (await notifications.get(id)).items[0]?.attempts !== undefined);
      const { items } = await notifications.get(id);
      expect(items).toMatchObject([
        { key: 'requested', status: 'sending', why: expect.stringContaining('503') as string },
      ]);
      await temporal.manager.approve(id, { decidedBy: 'ana' });
      await expect(temporal.manager.waitForApproval(id, { timeout: '5s' })).resolves.toMatchObject({
        status: 'approved',
      });
      receiver.answer = undefined;
      await eventually(async () => (await told(id)).join() === 'requested sent,ended sent');
    },
    config({ channels: { hooks: { type: 'webhook', url: receiver.url, secrets: [SECRET] } } }),
  ));

it('shows finally failed messages, counts them for operators, and sends them again with the same ids', () =>
  temporal.withWorker(async () => {
    receiver.answer = () => 410;
    const { id } = await request();
    await temporal.manager.approve(id, { decidedBy: 'ana' });
    await eventually(async () => (await told(id)).join() === 'requested failed,ended failed');
    await eventually(async () => (await notifications.listFailing()).includes(id));
    expect(await notifications.countFailing()).toBe(1);

    receiver.answer = undefined;
    const ids = await notifications.redeliver(id, { channel: 'hooks' });
    expect(ids).toHaveLength(2);
    await eventually(async () => receivedAbout(id).length === 2);
    expect(receivedAbout(id).map((one) => one.id)).toEqual(ids);
    await eventually(async () => (await told(id)).join() === 'requested sent,ended sent');
    // No failed message is left.
    expect(await notifications.redeliver(id, { channel: 'hooks' })).toEqual([]);
    await expect(notifications.redeliver(id, { channel: 'hooks', ids: ['msg_other'] })).rejects.toThrow(
      'no finished message about',
    );
  }, config()));

it('names people who have no address on any channel', () =>
  temporal.withWorker(
    async () => {
      const { id } = await request();
      await eventually(async () => (await notifications.get(id)).unreachable.length === 2);
      expect((await notifications.get(id)).unreachable).toEqual(['ana', 'bo']);
    },
    config({
      channels: { mail: { type: 'email', smtp: 'smtp://127.0.0.1:1', from: 'hitl@example.com' } },
    }),
  ));

it('is empty for a request without notifications', () =>
  temporal.withWorker(
    async () => {
      const { id } = await request();
      expect(await notifications.get(id)).toEqual({ items: [], unreachable: [] });
    },
    config({ channels: {} }),
  ));

it('continues after the sent messages if a person has terminated the notifying workflow', () =>
  temporal.withWorker(async () => {
    const { id } = await request();
    await eventually(async () => (await told(id)).join() === 'requested sent');
    await temporal.client.workflow.getHandle(`${id}-notifications`).terminate('by mistake');
    const [sent] = receivedAbout(id);
    await notifications.redeliver(id, { channel: 'hooks', ids: [sent?.id ?? ''] });
    await temporal.manager.approve(id, { decidedBy: 'ana' });
    await eventually(async () => (await told(id)).join() === 'requested sent,ended sent');
    expect(receivedAbout(id)).toHaveLength(2);
  }, config()));

describe('if a foreign workflow has taken the id of the notifying workflow', () => {
  const take = (id: string, type: keyof typeof WORKFLOW_TYPES, ...args: unknown[]) =>
    temporal.client.workflow.start(WORKFLOW_TYPES[type], {
      workflowId: `${id}-notifications`,
      taskQueue: 'foreign',
      args,
    });
  const mine = { action: 'pay', requesterId: 'agent-1' };

  it.each<[string, string, Parameters<typeof take>[1], unknown]>([
    ['a request has', 'taken-1', 'approval', { content: { ...mine, action: 'other', context: {} } }],
    ['one for another subject has', 'taken-2', 'notifications', { kind: 'request', id: 'another' }],
  ])('people are notified by a workflow with another id: %s it', (_, id, type, input) =>
    temporal.withWorker(async () => {
      const other = await take(id, type, input);
      await temporal.manager.requestApproval({ id, ...mine });
      await eventually(async () => (await told(id)).join() === 'requested sent');
      const [sent] = receivedAbout(id);
      expect(await notifications.redeliver(id, { channel: 'hooks', ids: [sent?.id ?? ''] })).toEqual([
        sent?.id,
      ]);
      await temporal.manager.approve(id, { decidedBy: 'ana' });
      await eventually(async () => (await told(id)).join() === 'requested sent,ended sent');
      const { events } = await other.fetchHistory();
      expect(events?.filter((event) => event.workflowExecutionSignaledEventAttributes)).toEqual([]);
    }, config()),
  );
});

it('a request or run may not use an id that belongs to something else', async () => {
  const { manager, client } = temporal;
  const runs = new AgentRuns(client);
  const escalations = new EscalationManager(client);
  for (const id of ['a-notifications', 'a-escalation', 'a-escalation-1', 'a-use', 'hitl-digest-1'])
    for (const refused of [
      manager.requestApproval({ id, action: 'pay', requesterId: 'bot' }),
      manager.requestConfirmation({ id, action: 'pay', requesterId: 'bot', message: 'Pay?' }),
      runs.start({ id, agent: 'buyer' }),
      escalations.checkEscalation(id, {}),
      escalations.escalate(id, { level: 'manager', reason: 'lost' }),
    ])
      await expect(refused).rejects.toThrow(/^id: (ends|begins) with .* reserved/);
});
