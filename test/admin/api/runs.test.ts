import type { ConfigInput } from '../../../contract/config/config';
import { type Ask, adminOn, type AdminForTests, ADMIN_CONFIG } from '../../support/admin-app';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { withoutWorker } from '../../support/without-worker';

const CONFIG: ConfigInput = {
  ...ADMIN_CONFIG,
  agents: {
    echo: { step: ({ input }) => ({ done: true, output: input as never }) },
    stuck: { step: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', reject)) },
  },
};

let temporal: TemporalForTests;
let admin: AdminForTests;
let agent: Ask;
let [ana, eve, olga]: Ask[] = [];

beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  admin = adminOn(temporal, { config: CONFIG });
  agent = admin.withKey(['request', 'read'], { name: 'agent' });
  [ana, eve, olga] = await Promise.all(['ana', 'eve', 'olga'].map((name) => admin.as(name)));
});
afterAll(() => temporal?.stop());

const work = (story: () => Promise<void>) => () => temporal.withWorker(story, CONFIG);
const freshId = () => `run-${Math.random()}`;

it(
  'starts an agent that the worker hosts, once per id, and waits for its end',
  work(async () => {
    const id = freshId();
    const wanted = { agent: 'echo', input: { hello: 'world' }, id };
    expect(await eve!('POST', '/api/runs', wanted)).toMatchObject({
      status: 201,
      body: { id, created: true },
    });
    expect(await eve!('POST', '/api/runs', wanted)).toMatchObject({ status: 200, body: { created: false } });
    expect(await eve!('GET', `/api/runs/${id}/wait`)).toMatchObject({
      status: 200,
      body: { status: 'completed', output: { hello: 'world' }, requesterId: 'eve' },
    });
    const other = await ana!('POST', '/api/runs', { ...wanted, input: 'guess' });
    expect(other).toMatchObject({ status: 409, body: { name: 'RunIdTaken' } });
    expect(JSON.stringify(other.body)).not.toMatch(/eve|echo|world/);
    await eventually(async () =>
      (await eve!('GET', '/api/runs?agent=echo')).body.items.some((run: { id: string }) => run.id === id),
    );
    expect((await ana!('GET', '/api/runs?requester=eve')).body).toEqual({ items: [] });
    expect((await ana!('GET', '/api/runs?requester=ev*')).body).toEqual({ items: [] });
    // A name that ends with a star is a name, not a pattern.
    const star = await admin.as('ev*');
    expect((await star('GET', '/api/runs')).body).toEqual({ items: [] });
    expect((await eve!('GET', '/api/runs?requester=ev*&agent=ec*&order=age')).body.items).not.toEqual([]);
  }),
);

it(
  'accepts reports of an agent that runs elsewhere, escalates if they ask for it, and returns the result',
  work(async () => {
    const id = freshId();
    const report = (confidence: number, more: object = {}) =>
      agent('POST', `/api/runs/${id}/reports`, { context: { confidence }, ...more });
    expect(await report(0.9)).toMatchObject({ status: 200, body: { shouldEscalate: false } });
    const once = { escalate: true, reportId: 'report-2' };
    const told = await report(0.1, once);
    expect(told).toMatchObject({ status: 200, body: { shouldEscalate: true, level: 'human_review' } });
    expect((await report(0.1, once)).body).toMatchObject({ escalationId: told.body.escalationId });
    expect((await agent('GET', `/api/runs/${id}/escalations`)).body.items).toHaveLength(1);
    expect((await agent('GET', `/api/runs/${id}/wait?timeout=300ms`)).status).toBe(202);
  }),
);

it(
  'refuses a report for a run that has ended, and says how it ended',
  work(async () => {
    const id = freshId();
    await agent('POST', `/api/runs/${id}/reports`, { context: {} });
    const finish = () => agent('POST', `/api/runs/${id}/finish`, { output: 'done' });
    expect(await finish()).toMatchObject({ status: 200, body: { outcome: 'accepted', status: 'completed' } });
    expect(await finish()).toMatchObject({ status: 200, body: { outcome: 'duplicate' } });
    expect(await agent('POST', `/api/runs/${id}/reports`, { context: {} })).toMatchObject({
      status: 409,
      body: { name: 'RunEnded' },
    });
    expect(
      await agent('POST', `/api/runs/${id}/escalations`, { level: 'manager', reason: 'late' }),
    ).toMatchObject({ status: 409, body: { name: 'RunEnded' } });
    expect((await agent('POST', `/api/runs/${id}/cancel`, {})).status).toBe(409);
  }),
);

it(
  'can be cancelled only by its requester or an operator',
  work(async () => {
    const [own, others] = [freshId(), freshId()];
    for (const id of [own, others]) await eve!('POST', '/api/runs', { agent: 'stuck', id });
    expect((await ana!('POST', `/api/runs/${own}/cancel`, {})).status).toBe(404);
    expect(await eve!('POST', `/api/runs/${own}/cancel`, { reason: 'enough' })).toMatchObject({
      status: 200,
      body: { outcome: 'accepted' },
    });
    expect((await olga!('POST', `/api/runs/${others}/cancel`, {})).status).toBe(200);
    expect((await eve!('GET', `/api/runs/${own}/wait`)).body).toMatchObject({
      status: 'cancelled',
      end: { by: 'people', name: 'eve', reason: 'enough' },
    });
  }),
);

it('answers a report with 503 while no worker runs, never with "do not escalate"', () =>
  withoutWorker(temporal, async () => {
    const hasty = adminOn(temporal, { config: CONFIG }).withKey(['request', 'read'], { name: 'agent' });
    const answer = await hasty('POST', `/api/runs/${freshId()}/reports`, { context: { confidence: 0.1 } });
    expect(answer).toMatchObject({ status: 503, body: { name: 'NoWorkerError' } });
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
  }));
