import type { ConfigInput } from '../../../contract/config/config';
import { type Ask, ADMIN_CONFIG, adminOn } from '../../support/admin-app';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

const config: ConfigInput = {
  ...ADMIN_CONFIG,
  policies: [
    {
      name: 'wires',
      actions: ['transfer_*'],
      approvers: ['finance-team'],
      severity: 'high',
      highlight: ['/amount'],
      bulk: false,
      expireAfter: '30m',
    },
    { name: 'wipes', actions: ['wipe'], approvers: ['security-team'], severity: 'critical' },
    { name: 'reads', actions: ['read'], approvers: ['finance-team'], expireAfter: '8h' },
  ],
};

let temporal: TemporalForTests;
let [ada, ana]: Ask[] = [];
let bot: Ask;

beforeAll(async () => {
  temporal = await startTemporal();
  const admin = adminOn(temporal);
  [ada, ana] = await Promise.all(['ada', 'ana'].map((name) => admin.as(name)));
  bot = admin.withKey(['request', 'read']);
  await temporal.withWorker(async () => {
    for (const [action, resource] of [
      ['transfer_funds', 'bank/de/1'],
      ['transfer_stock', 'bank/us/2'],
      ['wipe', 'prod/orders'],
      ['read', 'prod/orders'],
    ])
      await bot('POST', '/api/requests', { action, resource, context: { amount: 5 } });
    await eventually(async () => (await list(ada!, 'dueWithin=30+days')).length === 4);
  }, config);
});
afterAll(() => temporal?.stop());

async function list(who: Ask, query: string): Promise<string[]> {
  const { body } = await who('GET', `/api/requests?${query}`);
  return (body as { items: { action: string }[] }).items.map(({ action }) => action);
}

interface Found {
  items: { id: string; action: string }[];
  searched: { rows: number; of: number; matches?: number };
  nextCursor?: string;
}

it.each<[string, string[]]>([
  ['severity=high', ['transfer_funds', 'transfer_stock']],
  ['severity=high&severity=critical', ['transfer_funds', 'transfer_stock', 'wipe']],
  ['policy=reads', ['read']],
  ['policy=reads&policy=wipes', ['read', 'wipe']],
  ['action=transfer_*', ['transfer_funds', 'transfer_stock']],
  ['resource=prod/orders', ['read', 'wipe']],
  ['resource=bank/*&severity=high', ['transfer_funds', 'transfer_stock']],
  ['requester=bo*', ['read', 'transfer_funds', 'transfer_stock', 'wipe']],
  ['dueWithin=1h', ['transfer_funds', 'transfer_stock']],
  ['newerThan=1h&policy=wipes', ['wipe']],
])('filters by %s', async (query, expected) => {
  expect((await list(ada!, query)).sort()).toEqual(expected);
});

it('sorts by age and by severity, in pages, and shows both severity and policies', async () => {
  expect(await list(ada!, 'order=age')).toEqual(['transfer_funds', 'transfer_stock', 'wipe', 'read']);
  const bySeverity = ['wipe', 'transfer_stock', 'transfer_funds', 'read'];
  expect(await list(ada!, 'order=severity')).toEqual(bySeverity);
  const found: object[] = [];
  let cursor: string | undefined;
  do {
    const page = await ada!(
      'GET',
      `/api/requests?order=severity&limit=1${cursor ? `&cursor=${cursor}` : ''}`,
    );
    const { items, nextCursor } = page.body as { items: object[]; nextCursor?: string };
    found.push(...items);
    cursor = nextCursor;
  } while (cursor !== undefined);
  expect(found).toMatchObject(bySeverity.map((action) => ({ action })));
  expect(found).toMatchObject([
    { severity: 'critical', policies: ['wipes'] },
    { severity: 'high', policies: ['wires'] },
    { severity: 'high' },
    { policies: ['reads'] },
  ]);
  expect(found[3]).not.toHaveProperty('severity');
});

it('lists nothing that the reader may not read', async () => {
  for (const query of ['order=severity', 'order=age', 'severity=critical', 'policy=wipes', 'resource=prod/*'])
    expect(await list(ana!, query)).not.toContain('wipe');
  expect(await list(ana!, 'order=severity')).toEqual(['transfer_stock', 'transfer_funds', 'read']);
});

it.each<[string, string[]]>([
  ['transfer', ['transfer_stock', 'transfer_funds']],
  ['ORDERS', ['read', 'wipe']],
  ['prod read', ['read']],
  ['bot', ['read', 'wipe', 'transfer_stock', 'transfer_funds']],
  ['orders&severity=critical', ['wipe']],
  ['orders&status=ended', []],
  ['fers', []],
])('searches by words: %s', async (search, expected) => {
  expect((await list(ada!, `search=${search}`)).sort()).toEqual(expected.sort());
});

it('finds a request by a part of its id, and by words only what the reader may read', async () => {
  const all = (await ada!('GET', '/api/requests?search=orders')).body as Found;
  expect(all.searched).toEqual({ rows: 4, of: 4, matches: 2 });
  const wipe = all.items.find(({ action }) => action === 'wipe')!;
  const part = encodeURIComponent(wipe.id.slice(3, -3));
  expect(await list(ada!, `search=${part}`)).toEqual(['wipe']);
  expect(await list(ana!, `search=${part}`)).toEqual([]);
  const own = (await ana!('GET', '/api/requests?search=orders')).body as Found;
  expect(own).toMatchObject({ items: [{ action: 'read' }], searched: { rows: 3, of: 3, matches: 1 } });
  const one = (await ada!('GET', '/api/requests?search=transfer&limit=1')).body as Found;
  expect(one).toMatchObject({ searched: { rows: 4, of: 4, matches: 2 }, nextCursor: expect.any(String) });
  expect(one.items).toHaveLength(1);
});

it.each(['newest', 'deadline', 'age', 'severity'])('searches in the order %s, in pages', async (order) => {
  const whole = await list(ada!, `order=${order}`);
  expect(await list(ada!, `order=${order}&search=bot`)).toEqual(whole);
  for (const [who, expected] of [
    [ada!, whole],
    [ana!, whole.filter((action) => action !== 'wipe')],
  ] as const) {
    const found: string[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const query = `search=bot&order=${order}&limit=1${cursor && `&cursor=${cursor}`}`;
      const page = (await who('GET', `/api/requests?${query}`)).body as Found;
      found.push(...page.items.map(({ action }) => action));
      cursor = page.nextCursor;
      expect(page.searched.matches).toBe(expected.length);
    }
    expect(found).toEqual(expected);
  }
  const { nextCursor } = (await ada!('GET', `/api/requests?search=bot&order=${order}&limit=1`)).body as Found;
  for (const other of ['search=bo', 'search=bot&kind=approval', ''])
    expect(await ada!('GET', `/api/requests?order=${order}&${other}&cursor=${nextCursor}`)).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('another filter or order') },
    });
});

it.each([
  ['severity=high&policy=wires', 'dueWithin=1h', ['transfer_funds', 'transfer_stock']],
  ['action=transfer_*&resource=bank/*', 'requester=bo*', ['transfer_funds', 'transfer_stock']],
  ['kind=approval&status=pending', 'newerThan=1h&approver=security-team', ['wipe']],
  ['olderThan=1h', 'order=age', []],
])('combines a search with %s and %s', async (some, others, expected) => {
  expect((await list(ada!, `search=bot&${some}&${others}`)).sort()).toEqual(expected);
});

it('finds a new request, which nobody has planned, for the person who requested it', async () => {
  const made = await bot('POST', '/api/requests', { action: 'read', description: 'Für Jörg', context: {} });
  const { id } = made.body as { id: string };
  await eventually(async () => {
    const { items } = (await bot('GET', '/api/requests?search=jorg')).body as Found;
    return items.length === 1 && items[0]?.id === id;
  });
  expect(await list(ana!, 'search=jorg')).toEqual([]);
});

it('shows in a request how the policies want it to be shown', async () => {
  const { body } = await ada!('GET', '/api/requests?action=transfer_funds');
  const [{ id }] = (body as { items: [{ id: string }] }).items;
  await temporal.withWorker(
    async () =>
      expect((await ada!('GET', `/api/requests/${id}`)).body).toMatchObject({
        plan: { presentation: { severity: 'high', highlight: ['/amount'], bulk: false } },
      }),
    config,
  );
});

it.each([
  ['severity=urgent', 'severity'],
  ['severity=high&severity=urgent', 'severity'],
  ['policy=', 'policy'],
  ['action=*', 'action'],
  ['resource=a%25*', 'resource'],
  ['dueWithin=5', 'dueWithin'],
  ['order=oldest', 'order'],
  ['search=', 'search'],
  ['search=--', 'search'],
])('refuses %s, and names the parameter', async (query, field) => {
  const { status, body } = await ada!('GET', `/api/requests?${query}`);
  expect(status).toBe(422);
  expect(JSON.stringify((body as { errors: unknown }).errors)).toContain(`"${field}`);
});

it('refuses a status other than pending with dueWithin', async () => {
  expect(await ada!('GET', '/api/requests?dueWithin=5m&status=approved')).toMatchObject({
    status: 422,
    body: { detail: expect.stringContaining('only pending requests are due') },
  });
});

it('describes the parameters and the presentation in its OpenAPI document', async () => {
  const { body } = await ada!('GET', '/api/openapi.json');
  const document = body as {
    paths: Record<string, Record<string, { parameters: { name: string }[] }>>;
    components: { schemas: Record<string, { properties: Record<string, unknown> }> };
  };
  const names = document.paths['/requests']?.get?.parameters.map(({ name }) => name);
  for (const name of ['severity', 'policy', 'resource', 'dueWithin', 'olderThan', 'newerThan', 'order'])
    expect(names).toContain(name);
  const { Presentation, Plan, RequestItem, PolicyRequirement } = document.components.schemas;
  expect(Object.keys(Presentation?.properties ?? {})).toEqual([
    'severity',
    'highlight',
    'mustReadAll',
    'bulk',
  ]);
  for (const schema of [Plan, PolicyRequirement]) expect(schema?.properties).toHaveProperty('presentation');
  expect(RequestItem?.properties).toHaveProperty('severity');
});
