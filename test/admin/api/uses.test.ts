import { type AdminForTests, adminOn, ADMIN_CONFIG, type Ask } from '../../support/admin-app';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let admin: AdminForTests;
let ana: Ask;
let bot: Ask;
let otherBot: Ask;

beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  admin = adminOn(temporal);
  ana = await admin.as('ana');
  bot = admin.withKey(['request', 'read']);
  otherBot = admin.withKey(['request', 'read'], { name: 'other-bot' });
});
afterAll(() => temporal?.stop());

const work = (story: () => Promise<void>) => () => temporal.withWorker(story, ADMIN_CONFIG);

async function approved(): Promise<string> {
  const { body } = await bot('POST', '/api/requests', { action: 'pay', context: { amount: 5 } });
  const { id } = body as { id: string };
  await ana('POST', `/api/requests/${id}/decisions`, { decision: 'approve' });
  await temporal.manager.waitForApproval(id);
  return id;
}

it(
  'a program claims what it requested, reports the outcome, and the request shows it',
  work(async () => {
    const id = await approved();
    const claimed = await bot('POST', `/api/requests/${id}/claim`, { attemptId: 'job-17' });
    expect(claimed).toMatchObject({
      status: 200,
      body: { outcome: 'claimed', id, use: { attemptId: 'job-17' } },
    });
    expect(await bot('POST', `/api/requests/${id}/claim`, {})).toMatchObject({
      status: 409,
      body: { outcome: 'already_claimed', use: { attemptId: 'job-17' } },
    });
    const report = (body: object) => bot('POST', `/api/requests/${id}/outcome`, body);
    expect(await report({ outcome: 'committed', attemptId: 'job-18' })).toMatchObject({
      status: 403,
      body: { outcome: 'not_authorized', status: 'claimed' },
    });
    const committed = { outcome: 'committed', attemptId: 'job-17', reference: 'transfer-17' };
    expect(await report(committed)).toMatchObject({
      status: 200,
      body: { outcome: 'accepted', status: 'committed' },
    });
    expect(await report({ ...committed, outcome: 'failed' })).toMatchObject({
      status: 409,
      body: { outcome: 'conflict', status: 'committed' },
    });
    expect(await report({ outcome: 'unknown', attemptId: 'job-17' })).toMatchObject({ status: 422 });
    expect(await ana('GET', `/api/requests/${id}`)).toMatchObject({
      body: { status: 'approved', use: { outcome: 'committed', reference: 'transfer-17' } },
    });
  }),
);

it(
  'refuses what was not approved, what changed, and those who did not request it',
  work(async () => {
    const { body } = await bot('POST', '/api/requests', { action: 'pay' });
    const { id: pending } = body as { id: string };
    expect(await bot('POST', `/api/requests/${pending}/claim`, {})).toMatchObject({
      status: 409,
      body: { outcome: 'not_approved', status: 'pending' },
    });
    const id = await approved();
    expect(await bot('POST', `/api/requests/${id}/claim`, { contentHash: 'other' })).toMatchObject({
      status: 409,
      body: { outcome: 'changed' },
    });
    expect((await ana('POST', `/api/requests/${id}/claim`, {})).status).toBe(403);
    expect(
      (await ana('POST', `/api/requests/${id}/outcome`, { outcome: 'failed', attemptId: 'a' })).status,
    ).toBe(403);
    expect((await otherBot('POST', `/api/requests/${id}/claim`, {})).status).toBe(404);
    expect((await bot('POST', `/api/requests/nothing/claim`, {})).status).toBe(404);
    expect(await bot('POST', `/api/requests/${id}/claim`, { claimedBy: ' x' })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'claimedBy' }] },
    });
    expect(await bot('POST', `/api/requests/${id}/claim`, { claimedBy: 'payer' })).toMatchObject({
      status: 200,
      body: { use: { claimedBy: 'payer' } },
    });
  }),
);
