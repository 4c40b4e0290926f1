import type { RequestItem } from '../../../../client';
import type { ConfigInput } from '../../../../contract/config/config';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { cliAt } from '../run-cli';

const config: ConfigInput = {
  policies: [
    { name: 'wires', actions: ['transfer_*'], approvers: ['ana'], severity: 'high', expireAfter: '30m' },
    { name: 'wipes', actions: ['wipe'], approvers: ['ana'], severity: 'critical', expireAfter: '8h' },
    { name: 'reads', actions: ['read'], approvers: ['bo'], expireAfter: '2 days' },
  ],
};

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal();
  hitl = cliAt(temporal);
  await temporal.withWorker(async () => {
    const made = { requesterId: 'payments-agent', description: 'Pay the invoice INV-7004\nof the vendor' };
    await temporal.manager.requestApproval({ ...made, action: 'transfer_funds', resource: 'bank/de/1' });
    await temporal.manager.requestApproval({ ...made, action: 'transfer_stock', resource: 'bank/us/2' });
    await temporal.manager.requestApproval({
      action: 'wipe',
      resource: 'prod/orders',
      requesterId: 'ops-agent',
    });
    await temporal.manager.requestApproval({ action: 'read', requesterId: 'ops-agent' });
    await eventually(async () => (await hitl.json(['list', '--policy', 'reads'])).json.items.length === 1);
    await eventually(
      async () => (await hitl.json(['list', '--due-within', '3 days'])).json.items.length === 4,
    );
  }, config);
});
afterAll(() => temporal?.stop());

const list = async (...flags: string[]): Promise<string[]> =>
  (await hitl.json(['list', ...flags])).json.items.map(({ action }: RequestItem) => action);

test.each<[string[], string[]]>([
  [
    ['--severity', 'high'],
    ['transfer_funds', 'transfer_stock'],
  ],
  [
    ['--severity', 'high', '--severity', 'critical'],
    ['transfer_funds', 'transfer_stock', 'wipe'],
  ],
  [['--severity', 'low'], []],
  [['--policy', 'wipes'], ['wipe']],
  [
    ['--policy', 'wipes', '--policy', 'reads'],
    ['read', 'wipe'],
  ],
  [
    ['--action', 'transfer_*'],
    ['transfer_funds', 'transfer_stock'],
  ],
  [['--action', 'transfer_'], []],
  [
    ['--resource', 'bank/*'],
    ['transfer_funds', 'transfer_stock'],
  ],
  [['--resource', 'prod/orders'], ['wipe']],
  [
    ['--requester', 'ops-*'],
    ['read', 'wipe'],
  ],
  [
    ['--due-within', '1h'],
    ['transfer_funds', 'transfer_stock'],
  ],
  [['--due-within', '12 hours', '--approver', 'ana', '--severity', 'critical'], ['wipe']],
  [
    ['--newer-than', '1h'],
    ['read', 'transfer_funds', 'transfer_stock', 'wipe'],
  ],
  [['--older-than', '1h'], []],
  [
    ['--search', 'INV-7004'],
    ['transfer_funds', 'transfer_stock'],
  ],
  [['--search', 'vendor stock'], ['transfer_stock']],
  [['--search', 'ops', '--severity', 'critical'], ['wipe']],
  [['--search', 'endor'], []],
])('hitl list %j', async (flags, expected) => {
  expect((await list(...flags)).sort()).toEqual(expected);
});

test('a search says how many requests it has read', async () => {
  const found = await hitl.text(['list', '--search', 'invoice']);
  expect(found.stdout + found.stderr).toContain('2 pending requests match\nSearched all 4 requests\n');
  const none = await hitl.text(['list', '--search', 'nothing']);
  expect(none.stdout + none.stderr).toContain('No pending requests match');
  const first = await hitl.text(['list', '--search', 'invoice', '--limit', '1']);
  expect(first.stdout + first.stderr).toMatch(
    /1 of the pending requests that match\nSearched all 4 requests\nMore: the same with --cursor \S+\n/,
  );
});

test('a search has pages and every order', async () => {
  expect(await list('--search', 'agent', '--order', 'severity')).toEqual([
    'wipe',
    'transfer_stock',
    'transfer_funds',
    'read',
  ]);
  for (const order of ['newest', 'deadline', 'age', 'severity']) {
    const flags = ['--search', 'agent', '--order', order];
    const found: string[] = [];
    for (let more: string[] = [], rest = true; rest;) {
      const { stdout, stderr } = await hitl.text(['list', ...flags, '--limit', '1', ...more]);
      found.push(/transfer_\w+|wipe|read/.exec(stdout)?.[0] ?? '');
      const cursor = /--cursor (\S+)/.exec(stdout + stderr)?.[1];
      [more, rest] = [['--cursor', cursor ?? ''], cursor !== undefined];
    }
    expect(found).toEqual(await list(...flags));
    expect(found).toHaveLength(4);
  }
});

test('the orders', async () => {
  expect(await list('--order', 'age')).toEqual(['transfer_funds', 'transfer_stock', 'wipe', 'read']);
  expect(await list('--order', 'severity')).toEqual(['wipe', 'transfer_stock', 'transfer_funds', 'read']);
  expect((await list('--order', 'deadline')).slice(2)).toEqual(['wipe', 'read']);
  const [{ severity, policies }] = (await hitl.json(['list', '--order', 'severity'])).json.items as [
    RequestItem,
  ];
  expect([severity, policies]).toEqual(['critical', ['wipes']]);
});

test.each<[string[], string]>([
  [['--severity', 'urgent'], 'Allowed choices are low, medium, high, critical'],
  [['--order', 'oldest'], 'Allowed choices are newest, deadline, age, severity, level'],
  [
    ['--newer-than', '5'],
    "--newer-than <duration>' argument '5' is invalid. It must be one number with one unit",
  ],
  [['--older-than', '0s'], "'0s' is invalid. It must be longer than 0"],
  [['--due-within', 'tomorrow'], "argument 'tomorrow' is invalid. It must be one number with one unit"],
  [['--due-within', '1h', '--status', 'approved'], 'only pending requests are due'],
  [
    ['--action', '*'],
    "--action <action>' argument '*' is invalid. It must not be '*' alone, which would match everything",
  ],
  [['--resource', ''], "--resource <resource>' argument '' is invalid. It must not be empty"],
  [['--search', '--'], 'It has no word: write the beginning of at least one word, or a part of an id'],
  [['--kind', 'run', '--search', 'pay'], '--search does not filter runs; for requests remove --kind'],
  [['--kind', 'run', '--severity', 'high'], '--severity does not filter runs; for requests remove --kind'],
  [
    ['--kind', 'run', '--due-within', '1h'],
    '--due-within does not filter runs; for requests remove --kind; for escalations use --kind escalation',
  ],
  [
    ['--kind', 'escalation', '--order', 'severity'],
    "'severity' is invalid. Allowed choices are newest, deadline, age, level; for requests remove --kind.",
  ],
  [
    ['--order', 'level'],
    "'level' is invalid. Allowed choices are newest, deadline, age, severity; for escalations add --kind escalation.",
  ],
  [['--kind', 'run', '--order', 'deadline'], "'deadline' is invalid. Allowed choices are newest, age;"],
  [['--kind', 'escalation', '--level', 'top'], 'Allowed choices are human_review, supervisor, manager'],
])('%j is refused', async (flags, message) => {
  const { code, stderr } = await hitl.text(['list', ...flags]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('escalations and runs are filtered by their age too', async () => {
  for (const kind of ['escalation', 'run'])
    for (const flag of ['--newer-than', '--older-than'])
      expect((await hitl.json(['list', '--kind', kind, flag, '1h'])).json.items).toEqual([]);
});

test('the table shows severity and description, and fits 80 columns without hiding either', async () => {
  const wide = (await hitl.text(['list', '--order', 'severity'])).stdout.trimEnd().split('\n');
  expect(wide[0]?.split(/ {2,}/)).toEqual([
    'ID',
    'ACTION',
    'RESOURCE',
    'DESCRIPTION',
    'REQUESTER',
    'SEVERITY',
    'AGE',
    'EXPIRES IN',
    'STATUS',
  ]);
  expect(wide[2]).toMatch(/ {2}Pay the invoice INV-7004.*of the vendor {2}payments-agent {2}high {2,}/);
  const narrow = (await hitl.text(['list', '--order', 'severity'], { columns: 80 })).stdout
    .trimEnd()
    .split('\n');
  expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(narrow[0]?.split(/ {2,}/)).toEqual(['ID', 'ACTION', 'SEVERITY', 'EXPIRES IN']);
  expect(narrow[1]).toMatch(/^approval-wipe-\w{12} +wipe +critical +7h 59m$/);
  expect(narrow[3]).toMatch(/^ {2}Pay the invoice INV-7004.*of the vendor$/);
});

test('a severity has its colour on a terminal', async () => {
  expect((await hitl.text(['list'], { colour: true })).stdout).toContain('\u001b[31mcritical\u001b[39m');
});
