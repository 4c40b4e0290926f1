import { serveApp, type Listening } from '../../../admin/server/serve';
import { type Ask, ADMIN_CONFIG, adminOn, type AdminForTests, signIn } from '../../support/admin-app';
import { listenTo } from '../../support/event-stream';
import { startStoppableTemporal } from '../../support/restarted-temporal';
import { eventually } from '../../support/temporal';

let temporal: Awaited<ReturnType<typeof startStoppableTemporal>>;
let admin: AdminForTests;
let served: Listening;
let [ana, olga]: Ask[] = [];

beforeAll(async () => {
  temporal = await startStoppableTemporal();
  admin = adminOn(temporal);
  served = await serveApp(admin.app, { host: '127.0.0.1', port: 0, keepAliveMs: 5000 });
  [ana, olga] = [await admin.as('ana'), await admin.as('olga')];
});
afterAll(async () => {
  await served?.stop();
  await temporal?.stop();
});

it('reports that Temporal is unreachable, also on its streams, and recovers by itself with the same data', async () => {
  const { body: made } = await ana!('POST', '/api/requests', { action: 'pay' });
  const url = `http://127.0.0.1:${served.port}/api/events`;
  const stream = await listenTo(url, { Cookie: await signIn(admin.app, 'olga') });
  const told = () => stream.told.map(({ event }) => event);

  await temporal.away();
  const asked = [
    olga!('GET', `/api/requests/${made.id}`),
    olga!('GET', '/api/requests'),
    olga!('GET', `/api/runs/${made.id}/escalations`),
    olga!('GET', `/api/lookup/${made.id}`),
    ana!('POST', '/api/requests', { action: 'pay' }),
    ana!('POST', `/api/requests/${made.id}/decisions`, { decision: 'approve' }),
    ana!('POST', `/api/requests/${made.id}/cancel`, {}),
    admin.ask('GET', '/readyz'),
  ];
  for (const { status, headers } of await Promise.all(asked)) {
    expect(status).toBe(503);
    expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
  }
  expect((await admin.ask('GET', '/healthz')).status).toBe(200);
  await eventually(async () => told().includes('unreachable'), 30_000);

  await temporal.back();
  await eventually(async () => (await admin.ask('GET', '/readyz')).status === 200, 30_000);
  await eventually(async () => told().at(-1) === 'back', 30_000);
  expect(told().filter((event) => event !== 'change')).toEqual(['unreachable', 'back']);
  await temporal.withWorker(async () => {
    const bo = await admin.as('bo');
    while ((await olga!('GET', `/api/requests/${made.id}`)).body.plan === undefined);
    const decided = await bo('POST', `/api/requests/${made.id}/decisions`, { decision: 'approve' });
    expect(decided).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
  }, ADMIN_CONFIG);
  stream.close();
});
