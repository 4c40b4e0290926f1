import { serveApp, type Listening } from '../../../admin/server/serve';
import { type Ask, ADMIN, ADMIN_CONFIG, adminOn, type AdminForTests, signIn } from '../../support/admin-app';
import { type EventStream, listenTo } from '../../support/event-stream';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let admin: AdminForTests;
let served: Listening;
let bot: Ask;
const open: EventStream[] = [];

beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  admin = adminOn(temporal, { admin: { ...ADMIN, sessionLasts: '20s' } });
  served = await serveApp(admin.app, { host: '127.0.0.1', port: 0, keepAliveMs: 5000 });
  bot = admin.withKey(['request', 'read']);
});
afterEach(() => open.splice(0).forEach((stream) => stream.close()));
afterAll(async () => {
  await served?.stop();
  await temporal?.stop();
});

const work = (story: () => Promise<void>) => () => temporal.withWorker(story, ADMIN_CONFIG);

async function listen(name: string, query = ''): Promise<EventStream> {
  const cookie = await signIn(admin.app, name);
  const stream = await listenTo(`http://127.0.0.1:${served.port}/api/events${query}`, { Cookie: cookie });
  open.push(stream);
  return stream;
}

const changes = ({ told }: EventStream) =>
  told
    .filter(({ event }) => event === 'change')
    .map(({ data }) => `${data.id as string} ${data.status as string}`);
const requested = async (action: string) =>
  (await bot('POST', '/api/requests', { action, context: { n: Math.random() } })).body.id as string;

/** Opens a stream, and waits until it has called `call` for `name` this many times: then it has its first state. */
async function listenFrom(
  call: 'listWorkflowExecutions' | 'describeWorkflowExecution',
  times: number,
  name: string,
  begin: () => Promise<EventStream>,
): Promise<EventStream> {
  const spy = jest.spyOn(temporal.client.workflowService, call as 'describeWorkflowExecution');
  const answers = () =>
    spy.mock.results
      .filter((_, n) => JSON.stringify(spy.mock.calls[n]).includes(name))
      .map(({ value }) => value);
  try {
    const stream = await begin();
    await eventually(async () => answers().length >= times);
    // A claim that does not exist is not found.
    await Promise.allSettled(answers());
    return stream;
  } finally {
    spy.mockRestore();
  }
}
/** A stream that has its first state: everything that it sends later is a change. */
const listenToAll = (name: string) =>
  listenFrom('listWorkflowExecutions', 2, `'${name}'`, () => listen(name));

it(
  'sends each person the changes that concern them, and no others',
  work(async () => {
    const [ana, cy, vi] = [await listenToAll('ana'), await listenToAll('cy'), await listen('vi')];
    const [pay, secret] = [await requested('pay'), await requested('read_secret')];
    await eventually(async () => changes(ana).includes(`${pay} pending`));
    await eventually(async () => changes(cy).includes(`${secret} pending`));
    await (
      await admin.as('bo')
    )('POST', `/api/requests/${pay}/decisions`, { decision: 'approve' });
    await eventually(async () => changes(ana).includes(`${pay} approved`));
    expect(JSON.stringify(ana.told)).not.toContain(secret);
    expect(JSON.stringify(cy.told)).not.toContain(pay);
    expect(vi.told).toEqual([]);
  }),
);

it(
  'sends only the changes of one id if the id is given; answers 404 if it may not be read',
  work(async () => {
    const [id, other] = [await requested('pay'), await requested('pay')];
    await eventually(async () => (await bot('GET', `/api/requests/${id}`)).body.plan !== undefined);
    // Two calls find out what the id is, and whether ana may read it. The third reads the first state.
    const stream = await listenFrom('describeWorkflowExecution', 3, id, () => listen('ana', `?id=${id}`));
    expect((await listen('cy', `?id=${id}`)).status).toBe(404);
    const ana = await admin.as('ana');
    for (const each of [other, id])
      await ana('POST', `/api/requests/${each}/decisions`, { decision: 'reject', reason: 'no' });
    await eventually(async () => changes(stream).includes(`${id} rejected`));
    expect(JSON.stringify(stream.told)).not.toContain(other);
  }),
);

it(
  'sends a change of an approved request when it is claimed, and when its outcome is reported',
  work(async () => {
    const id = await requested('pay');
    const { manager } = temporal;
    await manager.approve(id, { decidedBy: 'ana' });
    await manager.waitForApproval(id);
    // As above, and each reads the claim, too.
    const stream = await listenFrom('describeWorkflowExecution', 5, id, () => listen('ana', `?id=${id}`));
    const hears = (count: number) =>
      eventually(async () => changes(stream).length >= count && changes(stream).at(-1) === `${id} approved`);
    for (const [index, outcome] of (['not_started', 'committed'] as const).entries()) {
      const attemptId = `job-${index}`;
      await manager.claim(id, { claimedBy: 'pay-bot', attemptId });
      await hears(1 + 2 * index);
      await manager.reportOutcome(id, { outcome, attemptId });
      await hears(2 + 2 * index);
    }
  }),
);

it('ends when the session ends, and when the API key is removed', async () => {
  const short = adminOn(temporal, { admin: { ...ADMIN, sessionLasts: '2s' } });
  const at = await serveApp(short.app, { host: '127.0.0.1', port: 0, keepAliveMs: 5000 });
  const url = `http://127.0.0.1:${at.port}/api/events`;
  const session = await listenTo(url, { Cookie: await signIn(short.app, 'ana') });
  const key = short.withKey(['read'], { expiresAt: new Date(Date.now() + 2_000).toISOString() });
  // The whole answer has arrived, so the stream has ended.
  const [byKey] = await Promise.all([key('GET', '/api/events'), session.ended]);
  expect([session.status, byKey.status]).toEqual([200, 200]);
  await at.stop();
});

it('allows an account twenty streams, even if they are opened at once; HEAD does not count', async () => {
  const cookie = await signIn(admin.app, 'olga');
  const url = `http://127.0.0.1:${served.port}/api/events`;
  for (let n = 0; n < 25; n++)
    expect((await fetch(url, { method: 'HEAD', headers: { Cookie: cookie } })).status).toBe(200);
  const all = await Promise.all(Array.from({ length: 25 }, () => listenTo(url, { Cookie: cookie })));
  open.push(...all);
  const statuses = all.map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array<number>(20).fill(200), ...Array<number>(5).fill(429)]);
  all.forEach((stream) => stream.close());
  await eventually(async () => {
    const again = await listenTo(url, { Cookie: cookie });
    open.push(again);
    return again.status === 200;
  });
});
