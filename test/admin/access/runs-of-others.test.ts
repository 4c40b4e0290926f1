import { type Ask, DESK, DESK_CONFIG, deskOn, type DeskForTests } from '../../support/desk';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let desk: DeskForTests;
let [eve, ana]: Ask[] = [];

beforeAll(async () => {
  temporal = await startTemporal();
  desk = deskOn(temporal, { desk: DESK });
  [eve, ana] = [await desk.as('eve'), await desk.as('ana')];
});
afterAll(() => temporal.stop());

const work = (story: () => Promise<void>) => () => temporal.withWorker(story, DESK_CONFIG);

async function runOfAgent(): Promise<string> {
  const agent = desk.withKey(['request', 'read'], { name: 'agent' });
  const id = `run-${Math.random()}`;
  await agent('POST', `/api/runs/${id}/reports`, { context: { confidence: 0.9 } });
  return id;
}

it(
  'nobody gets to read a run by a request that names it',
  work(async () => {
    const runId = await runOfAgent();
    expect((await eve!('GET', `/api/runs/${runId}`)).status).toBe(404);
    for (const id of [runId, 'run-that-will-be'])
      expect(await eve!('POST', '/api/requests', { action: 'pay', runId: id })).toMatchObject({
        status: 404,
        body: { name: 'RunNotFound' },
      });
    const other = desk.withKey(['request'], { name: 'other' });
    expect((await other('POST', '/api/requests', { action: 'pay', runId })).status).toBe(404);
    for (const ask of [eve!, ana!]) expect((await ask('GET', `/api/runs/${runId}`)).status).toBe(404);
  }),
);

it(
  'a program asks for its own run, also before its first report; then whom it asks may read it',
  work(async () => {
    const agent = desk.withKey(['request', 'read'], { name: 'agent' });
    const runId = `run-${Math.random()}`;
    expect((await agent('POST', '/api/requests', { action: 'pay', runId })).status).toBe(201);
    expect((await agent('POST', `/api/runs/${runId}/reports`, { context: {} })).status).toBe(200);
    expect((await agent('POST', '/api/requests', { action: 'pay', runId, context: { n: 2 } })).status).toBe(
      201,
    );
    await eventually(async () => (await ana!('GET', `/api/runs/${runId}`)).status === 200);
  }),
);

it(
  'a key cancels and finishes nothing that is not its own, whatever it may read',
  work(async () => {
    const runId = await runOfAgent();
    const reader = desk.withKey(['request', 'read'], { name: 'olga-bot' });
    const made = await eve!('POST', '/api/requests', { action: 'pay' });
    for (const path of [`requests/${made.body.id}/cancel`, `runs/${runId}/cancel`, `runs/${runId}/finish`])
      expect([403, 404]).toContain((await reader('POST', `/api/${path}`, {})).status);
    expect((await eve!('GET', `/api/requests/${made.body.id}`)).body).toMatchObject({ status: 'pending' });
  }),
);
