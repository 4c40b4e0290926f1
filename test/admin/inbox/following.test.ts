import { type Listening, serveApp } from '../../../admin/server/serve';
import { inBatches } from '../../../rules/batches';
import { startWorkerBeside } from '../../support/beside-worker';
import { confirmation, escalatedRun, managers, STAGED_CONFIG, transfer } from '../../support/demo-data';
import { type EventStream, listenTo } from '../../support/event-stream';
import { Visitor } from '../../support/form-visitor';
import { inboxApp } from '../../support/inbox-app';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let served: Listening;
let stopWorker: () => Promise<void>;
let ana: Visitor;
/** May read everything. */
let olga: Visitor;
const open: EventStream[] = [];

beforeAll(async () => {
  temporal = await startTemporal();
  stopWorker = startWorkerBeside(temporal, STAGED_CONFIG);
  const app = inboxApp(temporal, STAGED_CONFIG);
  served = await serveApp(app, { host: '127.0.0.1', port: 0, keepAliveMs: 5000 });
  ana = await Visitor.signedIn(app, 'ana');
  olga = await Visitor.signedIn(app, 'olga');
});
afterEach(() => open.splice(0).forEach((stream) => stream.close()));
afterAll(async () => {
  await served?.stop();
  await stopWorker?.();
  await temporal?.stop();
});

const readerOf = (path: string) => (path === '/runs' ? olga : ana);

/** What the page sends when it opens its stream. */
async function eventsOf(path: string): Promise<string> {
  const [, events = ''] = /data-events="([^"]+)"/.exec(await readerOf(path).page(path)) ?? [];
  expect(events).not.toBe('');
  return events.replaceAll('&amp;', '&');
}

/** What the page sends, once nothing changes any more. */
async function settled(path: string): Promise<string> {
  let events = '';
  await eventually(async () => {
    const before = events;
    events = await eventsOf(path);
    return before === events;
  });
  return events;
}

async function listen(events: string, reader = ana): Promise<EventStream> {
  const Cookie = [...reader.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const stream = await listenTo(`http://127.0.0.1:${served.port}${events}`, { Cookie });
  open.push(stream);
  return stream;
}

const isListed = async (id: string) =>
  (await temporal.manager.listRequests({ status: 'pending', ids: [id] })).items.some(
    ({ approvers }) => approvers !== undefined,
  );

/** Rejects the request, and waits until it is no longer in the list. */
async function rejected(id: string): Promise<void> {
  await temporal.manager.reject(id, { decidedBy: 'ana' });
  await eventually(async () => !(await isListed(id)));
}

/** Each returns the address of a page and a change of what it shows. */
const PAGES = {
  async request() {
    const id = await transfer(managers(temporal), `followed-${Math.random()}`);
    const change = () => temporal.manager.approve(id, { decidedBy: 'bo' });
    return { path: `/requests/${id}`, change };
  },
  async 'read everything'() {
    const id = await transfer(managers(temporal), `followed-${Math.random()}`);
    const change = () => temporal.manager.comment(id, { commentedBy: 'bo', text: 'which vendor?' });
    return { path: `/requests/${id}?read=all`, change };
  },
  async inbox() {
    const id = await confirmation(managers(temporal), 'ana');
    await eventually(() => isListed(id));
    return { path: '/', change: () => rejected(id) };
  },
  async 'an inbox with more than 50 newer requests'() {
    const oldest = await confirmation(managers(temporal), 'ana');
    await inBatches(Array<undefined>(51).fill(undefined), 5, () => confirmation(managers(temporal), 'ana'));
    await eventually(() => isListed(oldest));
    return { path: '/?order=age', change: () => rejected(oldest) };
  },
  async 'decided requests'() {
    const id = await confirmation(managers(temporal), 'ana');
    const change = () => temporal.manager.reject(id, { decidedBy: 'ana' });
    return { path: '/?status=decided', change };
  },
  async escalations() {
    const id = await escalatedRun(managers(temporal), `followed-${Math.random()}`);
    const change = () => managers(temporal).escalations.acknowledge(id, { acknowledgedBy: 'bo' });
    return { path: '/escalations?show=all', change };
  },
  async runs() {
    const run = `followed-${Math.random()}`;
    await escalatedRun(managers(temporal), run);
    const change = () => managers(temporal).runs.cancel(run, { cancelledBy: 'payments-agent' });
    return { path: '/runs', change };
  },
  async escalation() {
    const id = await escalatedRun(managers(temporal), `followed-${Math.random()}`);
    const change = () => managers(temporal).escalations.acknowledge(id, { acknowledgedBy: 'bo' });
    return { path: `/escalations/${id}`, change };
  },
  async run() {
    const run = `followed-${Math.random()}`;
    await escalatedRun(managers(temporal), run);
    const change = () => managers(temporal).runs.cancel(run, { cancelledBy: 'payments-agent' });
    return { path: `/runs/${run}`, change };
  },
} satisfies Record<string, () => Promise<{ path: string; change: () => Promise<unknown> }>>;

test.each(Object.entries(PAGES))(
  'the page follows what changes before its stream begins: %s',
  async (_, make) => {
    const { path, change } = await make();
    const events = await settled(path);
    await change();
    const stream = await listen(events, readerOf(path));
    await eventually(async () => stream.told.length > 0);
    expect(stream.told[0]?.event).toBe('missed');
  },
);

const LISTS = ['inbox', 'decided requests', 'escalations', 'runs'] as const;

test.each(LISTS)('the page follows what changes after its stream has begun: %s', async (name) => {
  const { path, change } = await PAGES[name]();
  const stream = await listen(await settled(path), readerOf(path));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(stream.told).toEqual([]);
  await change();
  await eventually(async () => stream.told.length > 0);
  expect(stream.told[0]).toEqual({ event: 'missed', data: {} });
});

test('a stream of an address that is not a list answers 404', async () => {
  const answers = await Promise.all(
    ['/policies', '/runs/x', '/constructor'].map((of) => ana.get(`/changes?${new URLSearchParams({ of })}`)),
  );
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
});

test('a stream tells nothing if nothing has changed since the page was read', async () => {
  const made = await Promise.all(Object.values(PAGES).map((make) => make()));
  for (const { path } of made) await settled(path);
  const streams = await Promise.all(
    made.map(async ({ path }) => listen(await settled(path), readerOf(path))),
  );
  // Longer than between two snapshots of a list.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(streams.map(({ status, told }) => ({ status, told }))).toEqual(
    made.map(() => ({ status: 200, told: [] })),
  );
  await made[0]?.change();
  await eventually(async () => streams[0]!.told.length > 0);
  expect(streams[0]!.told[0]).toMatchObject({ event: 'change', data: { kind: 'request' } });
});
