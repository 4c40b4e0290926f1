import { Hono } from 'hono';
import { addHealth } from '../../../admin/server/monitoring';
import { type Ask, ADMIN_CONFIG, adminOn, type AdminForTests } from '../../support/admin-app';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let admin: AdminForTests;
let [ana, olga]: Ask[] = [];

beforeAll(async () => {
  temporal = await startTemporal();
  admin = adminOn(temporal);
  [ana, olga] = [await admin.as('ana'), await admin.as('olga')];
});
afterAll(() => temporal?.stop());

const metrics = async () => (await olga!('GET', '/metrics')).body as string;
const valueOf = (text: string, name: string) =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')
      .at(-1),
  );

it('answers /healthz and /readyz without sign-in', async () => {
  for (const path of ['/healthz', '/readyz'])
    expect(await admin.ask('GET', path)).toMatchObject({ status: 200, body: { status: 'ok' } });
});

it('is not ready, but healthy, while it stops', async () => {
  const app = new Hono();
  addHealth(app, temporal.client.connection, () => true);
  const stopping = await app.request('/readyz');
  expect([stopping.status, await stopping.json()]).toEqual([503, { status: 'stopping' }]);
  expect((await app.request('/healthz')).status).toBe(200);
});

it('shows /metrics only to readers of everything and operators', async () => {
  expect((await admin.ask('GET', '/metrics')).status).toBe(401);
  expect((await ana!('GET', '/metrics')).status).toBe(403);
  expect(await admin.withKey(['read'], { name: 'mon' })('GET', '/metrics')).toMatchObject({
    status: 403,
    body: { detail: 'Key mon needs admin.access.read.all to read /metrics.' },
  });
  const answer = await (await admin.as('ada'))('GET', '/metrics');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('Content-Type')).toMatch(/^text\/plain/);
});

it('counts open requests and escalations, verdicts, and answer times by route, never by id', () =>
  temporal.withWorker(async () => {
    const id = `secret-id-${Math.random()}`;
    const bot = admin.withKey(['request', 'read']);
    await bot('POST', '/api/requests', { action: 'pay', id });
    await eventually(async () => valueOf(await metrics(), 'hitl_pending_requests') === 1);
    await eventually(async () => (await bot('GET', `/api/requests/${id}`)).body.plan !== undefined);
    await ana!('POST', `/api/requests/${id}/decisions`, { decision: 'approve' });
    await ana!('GET', `/nothing/${id}`);

    const runId = `run-${id}`;
    const { body } = await bot('POST', `/api/runs/${runId}/escalations`, { level: 'manager', reason: 'odd' });
    await eventually(async () => valueOf(await metrics(), 'hitl_open_escalations') === 1);
    await olga!('POST', `/api/escalations/${body.escalationId}/cancel`, {});
    await bot('POST', '/api/runs/attached/reports', { context: {} });
    await bot('POST', '/api/runs/attached/finish', {});
    const text = await metrics();
    const counted = (on: string) => valueOf(text, `hitl_admin_verdicts_total{on="${on}",outcome="accepted"}`);
    expect(['request', 'escalation', 'run'].map(counted)).toEqual([1, 1, 1]);
    expect(text).toMatch(
      /duration_seconds_count\{method="POST",route="[^"]*\/requests\/:id\/decisions",status="200"\} 1/,
    );
    expect(text).not.toContain('secret-id');
  }, ADMIN_CONFIG));
