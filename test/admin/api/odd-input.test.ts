import { toCursor } from '../../../client/temporal/cursor';
import { type Ask, ADMIN_CONFIG, adminOn, type AdminForTests } from '../../support/admin-app';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let admin: AdminForTests;
let bot: Ask;

beforeAll(async () => {
  temporal = await startTemporal();
  admin = adminOn(temporal);
  bot = admin.withKey(['request', 'read']);
});
afterAll(() => temporal?.stop());

const refused = { status: 422, body: { name: 'InvalidInput' } };

it.each(['{"__proto__":{"amount":1}}', '{"to":{"__proto__":{"amount":1}}}', '{"a":[{"__proto__":1}]}'])(
  'never silently drops a part of a context: %s',
  async (context) => {
    const made = await bot('POST', '/api/requests', `{"action":"pay","context":${context}}`);
    expect(made).toMatchObject(refused);
    expect(made.body.detail).toContain('__proto__');
    const report = await bot('POST', `/api/runs/run-${Math.random()}/reports`, `{"context":${context}}`);
    expect(report).toMatchObject(refused);
  },
);

it('refuses a context that is not an object', async () => {
  for (const context of [[], null, 5, 'text'])
    expect(await bot('POST', '/api/requests', { action: 'pay', context })).toMatchObject(refused);
});

it('refuses an id that Temporal would not accept, and does not report Temporal as unreachable', async () => {
  expect(await bot('POST', '/api/requests', '{"action":"pay","id":"a\\ud800"}')).toMatchObject(refused);
});

it('accepts ids that are names of built-in object properties', () =>
  temporal.withWorker(async () => {
    for (const id of ['__proto__', 'constructor', 'toString']) {
      expect((await bot('POST', '/api/requests', { action: 'pay', id })).status).toBe(201);
      expect((await bot('GET', `/api/requests/${id}`)).body).toMatchObject({ id, requesterId: 'bot' });
    }
  }, ADMIN_CONFIG));

it('refuses a cursor that was changed', async () => {
  await Promise.all([1, 2, 3].map(() => bot('POST', '/api/requests', { action: 'pay' })));
  const path = '/api/requests?order=deadline&limit=1';
  await eventually(async () => (await bot('GET', path)).body.nextCursor !== undefined);
  const { nextCursor } = (await bot('GET', path)).body as { nextCursor: string };
  const bytes = Buffer.from(nextCursor, 'base64url');
  // Of this list, and with a position that no server gives.
  const forgedWith = (time: number) => {
    const other = Buffer.from(toCursor({}, { time, id: 'x' }), 'base64url');
    return Buffer.concat([bytes.subarray(0, 6), other.subarray(6)]).toString('base64url');
  };
  expect(await bot('GET', `${path}&cursor=${forgedWith(0)}`)).toMatchObject({ status: 200 });
  for (const deadline of [-1e300, -62_198_755_200_001, 1e300, 1.5]) {
    const forged = forgedWith(deadline);
    expect(await bot('GET', `${path}&cursor=${forged}`)).toMatchObject(refused);
  }
  const changed = (at: number) =>
    nextCursor.slice(0, at) + (nextCursor[at] === 'A' ? 'B' : 'A') + nextCursor.slice(at + 1);
  for (let at = 0; at < nextCursor.length; at++)
    expect(await bot('GET', `${path}&cursor=${changed(at)}`)).toMatchObject(refused);
  const others = await admin.as('ana');
  expect(await others('GET', `${path}&cursor=${nextCursor}`)).toMatchObject(refused);
});
