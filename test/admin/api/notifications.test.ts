import { type Ask, ADMIN_CONFIG, type AdminForTests, adminOn, signIn } from '../../support/admin-app';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { SECRET, startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver';

let temporal: TemporalForTests;
let receiver: WebhookReceiver;
let admin: AdminForTests;
let [ana, cy]: Ask[] = [];

beforeAll(async () => {
  [temporal, receiver] = await Promise.all([startTemporal(), startWebhookReceiver()]);
  admin = adminOn(temporal);
  [ana, cy] = await Promise.all(['ana', 'cy'].map((name) => admin.as(name)));
});
afterAll(async () => {
  await temporal?.stop();
  await receiver?.stop();
});

const config = () => ({
  ...ADMIN_CONFIG,
  channels: { hooks: { type: 'webhook' as const, url: receiver.url, secrets: [SECRET] } },
});

it('shows who was notified of what by API, page and metrics, only to readers of the request', () =>
  temporal.withWorker(async () => {
    const bot = admin.withKey(['request', 'read']);
    const { body } = await bot('POST', '/api/requests', { action: 'pay', context: { amount: 5 } });
    const { id } = body as { id: string };
    const told = async () => (await ana!('GET', `/api/notifications/${id}`)).body as { items: object[] };
    await eventually(async () => (await told()).items?.length === 1);
    expect(await told()).toMatchObject({
      items: [{ event: 'requested', channel: 'hooks', status: expect.any(String) as string }],
      unreachable: [],
    });
    expect(await cy!('GET', `/api/notifications/${id}`)).toMatchObject({ status: 404 });
    expect(await ana!('GET', '/api/notifications/none')).toMatchObject({ status: 404 });

    const page = await admin.app.request(`http://127.0.0.1:8234/requests/${id}`, {
      headers: { Cookie: await signIn(admin.app, 'ana') },
    });
    expect(await page.text()).toMatch(/Notifications.*hooks: requested, sen/s);
    const olga = await admin.as('olga');
    const { body: metrics } = await olga('GET', '/metrics');
    expect(metrics).toMatch(/^hitl_notifications_failing 0$/m);
  }, config()));
