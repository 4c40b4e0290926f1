import { ADMIN_CONFIG } from '../../../support/admin-app';
import {
  type AdminServerForTests,
  startAdminServerForTests,
  type Through,
} from '../../../support/admin-server';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { cli, errorAs } from '../run-cli';

let temporal: TemporalForTests;
let admin: AdminServerForTests;
let bot: Through;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  admin = await startAdminServerForTests(temporal);
  bot = admin.through(admin.key(['request', 'read']));
});
afterAll(async () => {
  await admin?.remove();
  await temporal?.stop();
});

const request = async () => (await bot.json(['request', '--action', 'pay'])).json.id as string;

/** The polls of waits so far. */
function polls() {
  const asked = jest.spyOn(globalThis, 'fetch');
  return () =>
    asked.mock.calls.filter(([call]) => new URL((call as Request).url).pathname.endsWith('/wait')).length;
}
afterEach(() => jest.restoreAllMocks());

test('a wait continues while the admin server restarts, and gets the decision made meanwhile', () =>
  temporal.withWorker(async () => {
    const sent = polls();
    const id = await request();
    const waiting = bot.json(['wait', id, '--timeout', '1m']);
    await eventually(async () => sent() === 1);
    await admin.stop();
    await temporal.manager.approve(id, { decidedBy: 'ana' });
    // One poll was interrupted, and at least one could not connect.
    const before = sent();
    await eventually(async () => sent() > before + 1);
    await admin.start();
    expect(await waiting).toMatchObject({ code: 0, json: { id, status: 'approved' } });
  }, ADMIN_CONFIG));

test('a wait ends at its timeout while the admin server is away, and Ctrl-C ends it at any time', async () => {
  const sent = polls();
  const id = await request();
  let press = () => {};
  const late = bot.json(['wait', id, '--timeout', '3s']);
  const stopped = bot.json(['wait', id], {
    onStop(then) {
      press = () => then('SIGINT');
      return () => {};
    },
  });
  await eventually(async () => sent() === 2);
  await admin.stop();
  try {
    press();
    const { code, stderr } = await stopped;
    expect([code, stderr]).toEqual([8, expect.stringContaining(`Wait again: hitl wait ${id} --api`)]);
    expect(await late).toMatchObject({ code: 8, json: { error: { name: 'WaitTimeoutError' } } });
  } finally {
    await admin.start();
  }
});

test('a request that no policy covers gives the same error as without an admin server', () =>
  temporal.withWorker(
    async () => {
      const id = await request();
      expect(await bot.json(['wait', id, '--timeout', '1m'])).toMatchObject({
        code: 7,
        json: { status: 'cancelled', end: { error: { name: 'NoMatchingPolicy' } } },
      });
    },
    { policies: [{ name: 'other', actions: ['other'], approvers: ['ana'] }] },
  ));

test('a stopped admin server is reported at once with its address, exit code 1', async () => {
  await admin.stop();
  try {
    for (const argv of [['list'], ['wait', 'x'], ['approve', 'x'], ['request', '--action', 'a']]) {
      const { code, json } = await bot.json(argv);
      expect([code, json.error]).toEqual([1, errorAs('AdminUnreachable', `does not answer at ${admin.url}`)]);
    }
  } finally {
    await admin.start();
  }
});

test('another kind of server is reported', async () => {
  const env = { HITL_TOKEN: admin.key(['read']) };
  const elsewhere = await cli(['list', '--api', `${admin.url}/healthz`, '-o', 'json'], { env });
  expect(elsewhere).toMatchObject({ code: 1, json: { error: { name: 'AdminUnreachable' } } });
});
